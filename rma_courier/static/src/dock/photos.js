// Cameras take more than a label needs; the dock's network may be slow.
const MAX_SIDE = 1600;
const QUALITY = 0.85;

async function shrink(file) {
    const bitmap = await createImageBitmap(file);
    const ratio = Math.min(1, MAX_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * ratio);
    canvas.height = Math.round(bitmap.height * ratio);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/jpeg", QUALITY);
}

/**
 * Read the images among *files*, made smaller, as data URLs.
 *
 * @param {FileList} files
 * @returns {Promise<string[]>}
 */
export function readPhotos(files) {
    const images = [...files].filter((file) => file.type.startsWith("image/"));
    return Promise.all(images.map(shrink));
}
