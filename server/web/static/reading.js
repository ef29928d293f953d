// The client of the page a submitted table is read on: its tables can be taken along.

import { startCopying } from "./copying.js";

startCopying();
