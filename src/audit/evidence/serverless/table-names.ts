import type { ServiceEvidence } from "../service-evidence.js";
import type { ConfigNode } from "./config-node.js";
import { infrastructureOf, type Resource, resourcesOf } from "./infrastructure.js";
import { permissionsOf } from "./policy-statements.js";
import { namePattern } from "./possible-values.js";

const tableTypes = /^AWS::(?:DynamoDB::(?:Global)?Table|Serverless::SimpleTable)$/;
const databaseTypes =
  /^AWS::(?:RDS::DB(?:Cluster|Instance)|DSQL::Cluster|DocDB::DBCluster|Neptune::DBCluster)$/;

/** A table that a function is told of by name: not by a reference to a resource of its own template. */
export interface NamedTable {
  /** Variables as `{}`. */
  readonly name: string;
  readonly node: ConfigNode;
}

/** The tables and databases that a service's own templates make. */
export function ownStores(evidence: ServiceEvidence): readonly Resource[] {
  const infrastructure = infrastructureOf(evidence);
  return [...resourcesOf(infrastructure, tableTypes), ...resourcesOf(infrastructure, databaseTypes)];
}

/** The names of its tables, lower case, as far as the templates give them. */
export function ownTableNames(evidence: ServiceEvidence): ReadonlySet<string> {
  const names = ownStores(evidence).flatMap(
    ({ properties }) => namePattern(properties?.get("TableName")?.value) ?? [],
  );
  return new Set(names.map((name) => name.toLowerCase()));
}

/** The tables that environment variables and policies name. */
export function namedTables(evidence: ServiceEvidence): readonly NamedTable[] {
  const infrastructure = infrastructureOf(evidence);
  const variables = infrastructure.functions.flatMap(({ environment }) =>
    environment
      .map(([key, node]) => ({ key, node, text: namePattern(node.value) }))
      // A name made for a stage is a table's under any key: a plain word may be anything.
      .filter(({ key, text = "" }) => /TABLE/i.test(key) || /^[\w-]{3,}\{\}|\{\}[\w-]{3,}$/.test(text)),
  );
  const resources = permissionsOf(infrastructure).statements.flatMap((one) => one.resources);
  return [
    ...variables.flatMap(({ node, text }) =>
      text === undefined ? [] : [{ node, name: text.toLowerCase() }],
    ),
    ...resources.flatMap(({ node, text }) => {
      const name = /:table\/([^/]+)/.exec(text ?? "")?.[1];
      return name === undefined ? [] : [{ node, name: name.toLowerCase() }];
    }),
  ];
}
