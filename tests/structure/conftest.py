"""The addons that the structure tests look at, one after the other."""

import pytest
from repository import addon_folders, product_addons


@pytest.fixture(params=addon_folders(), ids=lambda folder: folder.name)
def addon(request):
    """Each addon of the repository in turn."""
    return request.param


@pytest.fixture(params=product_addons(), ids=lambda folder: folder.name)
def product_addon(request):
    """Each shipped addon in turn."""
    return request.param
