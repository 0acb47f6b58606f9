import { checkMigrationRule } from "../../../../test/audit/check-migration-rule.js";
import { rule } from "./rule.js";

checkMigrationRule(rule, { document: "plan", before: "started", shown: false });
