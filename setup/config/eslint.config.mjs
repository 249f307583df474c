// ESLint for Odoo's ES modules. Copied beside its packages before it runs.
import globals from "globals";
import js from "@eslint/js";

export default [
    {
        files: ["**/*.js"],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {...globals.browser, odoo: "readonly", luxon: "readonly"},
        },
        linterOptions: {reportUnusedDisableDirectives: "error"},
        rules: {
            ...js.configs.recommended.rules,
            "array-callback-return": "error",
            complexity: ["error", 15],
            curly: "error",
            "default-case-last": "error",
            "dot-notation": "error",
            eqeqeq: "error",
            "no-alert": "error",
            "no-console": "error",
            "no-duplicate-imports": "error",
            "no-else-return": "error",
            "no-empty-function": "error",
            "no-eval": "error",
            "no-implicit-coercion": "error",
            "no-implied-eval": "error",
            "no-lonely-if": "error",
            "no-param-reassign": "error",
            "no-return-assign": "error",
            "no-shadow": "error",
            "no-template-curly-in-string": "error",
            "no-unneeded-ternary": "error",
            "no-unused-expressions": "error",
            "no-unused-vars": "error",
            "no-use-before-define": ["error", {functions: false}],
            "no-var": "error",
            "object-shorthand": "error",
            "operator-assignment": "error",
            "prefer-const": "error",
            "prefer-template": "error",
            radix: "error",
            "require-await": "error",
        },
    },
    {
        // A tour's steps may be single expressions.
        files: ["**/tests/**/*.js"],
        rules: {"no-unused-expressions": "off"},
    },
];
