import { AwsError } from "../../front/aws-error.js";
import type { AwsInput, AwsOutput } from "../../front/aws-service.js";
import { validation } from "../dynamodb-error.js";
import type { TableDefinition } from "../tables/table-definition.js";
import { InputReader } from "./input-reader.js";
import { readTableName, type Scope, tableArn } from "./scope.js";

/** How far back a table can be restored, in days: what is taken where nothing is said, and the most. */
const maxRecoveryDays = 35;
const dayMs = 86_400_000;
/** The newest moment that can be restored is this long ago (API reference, PointInTimeRecoveryDescription). */
const restorableAfterMs = 5 * 60_000;

/** Point-in-time recovery, kept and shown; restoring is not emulated. */
export function updateContinuousBackups(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const name = readTableName(reader);
  const specification = reader.structure("PointInTimeRecoverySpecification", { required: true });
  const enabled = specification?.boolean("PointInTimeRecoveryEnabled") === true;
  const days = specification?.integer("RecoveryPeriodInDays", { min: 1, max: maxRecoveryDays });
  reader.check();
  if (!enabled && days !== undefined) {
    throw validation("RecoveryPeriodInDays can only be set when PointInTimeRecoveryEnabled is true");
  }
  const { recovery: before, ...rest } = definitionOf(name, scope);
  const recovery = {
    sinceMs: before?.sinceMs ?? scope.nowMs,
    days: days ?? before?.days ?? maxRecoveryDays,
  };
  const definition = enabled ? { ...rest, recovery } : rest;
  scope.database.define(definition, scope.nowMs);
  return described(definition, scope.nowMs);
}

export function describeContinuousBackups(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const name = readTableName(reader);
  reader.check();
  return described(definitionOf(name, scope), scope.nowMs);
}

/** Backups have an error of their own for a table that is not there. */
function definitionOf(name: string, scope: Scope): TableDefinition {
  const table = scope.database.tables.get(tableArn(scope, name));
  if (table === undefined) throw new AwsError("TableNotFoundException", `Table not found: ${name}`);
  return table.definition;
}

function described({ recovery }: TableDefinition, nowMs: number): AwsOutput {
  const seconds = (ms: number): number => Math.round(ms / 1000);
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: "ENABLED",
      PointInTimeRecoveryDescription:
        recovery === undefined
          ? { PointInTimeRecoveryStatus: "DISABLED" }
          : {
              ...{ PointInTimeRecoveryStatus: "ENABLED", RecoveryPeriodInDays: recovery.days },
              EarliestRestorableDateTime: seconds(Math.max(recovery.sinceMs, nowMs - recovery.days * dayMs)),
              LatestRestorableDateTime: seconds(Math.max(recovery.sinceMs, nowMs - restorableAfterMs)),
            },
    },
  };
}
