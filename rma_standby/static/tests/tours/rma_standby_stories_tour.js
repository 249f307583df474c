import {registry} from "@web/core/registry";

import {
    pickOption,
    pickRecord,
    pressButton,
} from "@rma_management/../tests/tours/tour_steps";
