import { onNode, overFunctions } from "../../engine/over-functions.js";
import {
  at,
  failOn,
  manual,
  notApplicable,
  type Pointer,
  pass,
  pointer,
  type Rule,
} from "../../engine/rule.js";
import { credentialLiterals } from "../../evidence/credentials.js";
import { dependsOn } from "../../evidence/package-references.js";
import { namePattern } from "../../evidence/serverless/possible-values.js";
import { namedTables, ownStores, ownTableNames } from "../../evidence/serverless/table-names.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

const drivers =
  /^(?:pg|postgres|mysql2?|mssql|mongodb|mongoose|kysely|knex|typeorm|sequelize|drizzle-orm|@prisma\/client|dynamoose|electrodb|Npgsql.*|Microsoft\.EntityFrameworkCore(?:\..*)?|Dapper|MongoDB\.Driver|@aws-sdk\/.*dynamodb|AWSSDK\.DynamoDBv2|Amazon\.Lambda\.DynamoDBEvents)$/;

/** MS-6: the functions keep their data in a table of their own, and read nobody else's. */
export const rule: Rule = {
  id: "own-table",
  item: "MS-6",
  forms: ["lambda"],
  title: {
    en: "The functions have a table of their own, and nobody else's",
    es: "Las funciones tienen su propia tabla, y la de nadie más",
  },
  severity: "high",
  waivable: true,
  section: "Base de Datos por Servicio",
  why: {
    en: "Who reads another service's table depends on its keys and attributes without its knowing; neither can change alone any more.",
    es: "Quien lee la tabla de otro servicio depende de sus claves y atributos sin que este lo sepa; ninguno puede cambiar solo.",
  },
  fix: {
    en: "Define the table in the service's own template and reach it by reference (!Ref Table); ask others for their data by API or events.",
    es: "Define la tabla en la plantilla del servicio y úsala por referencia (!Ref Table); pide a los demás sus datos por API o eventos.",
  },
  evaluate(evidence) {
    return overFunctions(evidence, (functions) => {
      const [store, ...others] = ownStores(evidence);
      const credentials = credentialLiterals(evidence).map((hit) =>
        at(hit, { en: "credentials in the code", es: "credenciales en el código" }),
      );
      return failOn(
        [...credentials, ...foreignTables(evidence), ...foreignTablesInCode(evidence)],
        { en: "A table of somebody else is used", es: "Se usa una tabla ajena" },
        () => {
          const none = { en: "Keeps no data", es: "No guarda datos" };
          const declared = evidence.manifest?.at(["owns", "database"]);
          if (store)
            return pass(
              { en: "Has a table of its own", es: "Tiene su propia tabla" },
              ...([onNode(store.node, { en: store.id, es: store.id })] as const),
              ...others.map(({ node, id }) => onNode(node, { en: id, es: id })),
            );
          if (declared === "none" || (declared === undefined && !dependsOn(evidence.packages, drivers)))
            return notApplicable(none, onNode(functions[0].node, { en: "no table", es: "sin tabla" }));
          return manual(
            {
              en: "No template of the service makes its table: whose is it?",
              es: "Ninguna plantilla del servicio crea su tabla: ¿de quién es?",
            },
            evidence.manifest
              ? pointer("service.yaml", evidence.manifest.line(["owns"]), { en: "owns", es: "owns" })
              : onNode(functions[0].node, { en: "no table", es: "sin tabla" }),
          );
        },
      );
    });
  },
};

function foreignTables(evidence: ServiceEvidence): readonly Pointer[] {
  const own = ownTableNames(evidence);
  const others = evidence.neighbours.services.filter(({ folder }) => folder !== evidence.service.folder);
  return namedTables(evidence)
    .filter(({ name }) => !own.has(name))
    .flatMap(({ name, node }) => {
      const owner = others.find((other) => evidence.neighbours.tablesOf(other).has(name));
      return owner
        ? [onNode(node, { en: `${name} belongs to ${owner.name}`, es: `${name} es de ${owner.name}` })]
        : [];
    });
}

const tableSetting = /\bTableName\s*[:=]\s*/g;
const tableWord = /\bTableName\b/;

/** Tables that the code itself names: of a stage, where the template has a variable (`user-service-{}`). */
function foreignTablesInCode(evidence: ServiceEvidence): readonly Pointer[] {
  const hits = evidence.code
    .filter((file) => file.mayHold(tableWord))
    .flatMap((file) => file.find(tableSetting))
    .flatMap((hit) => {
      const literal = hit.file.literalAt(hit.offset + hit.text.length);
      return literal ? [{ hit, name: namePattern(literal.text)?.toLowerCase() ?? "" }] : [];
    });
  if (hits.length === 0) return [];
  const { neighbours, service } = evidence;
  const others = neighbours.services.filter(({ folder }) => folder !== service.folder);
  const own = [...ownTableNames(evidence)];
  return hits.flatMap(({ hit, name }) => {
    if (own.some((table) => isNamed(name, table))) return [];
    const owner = others.find((other) =>
      [...neighbours.tablesOf(other)].some((table) => isNamed(name, table)),
    );
    return owner
      ? [at(hit, { en: `${name} belongs to ${owner.name}`, es: `${name} es de ${owner.name}` })]
      : [];
  });
}

/** Whether a name is a table's in some stage. */
function isNamed(name: string, table: string): boolean {
  const [before = "", ...rest] = table.split("{}");
  const after = rest.at(-1);
  if (after === undefined || name.includes("{}")) return name === table;
  return (
    before.length > 2 &&
    name.length > before.length + after.length &&
    name.startsWith(before) &&
    name.endsWith(after)
  );
}
