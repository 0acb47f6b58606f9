import { checkFixtures } from "../../../../test/audit/check-fixtures.js";
import { rule } from "./rule.js";

checkFixtures(rule, import.meta.dirname);
