import { at, fail, failOn, manual, notApplicable, pass, pointer, type Rule } from "../../engine/rule.js";
import type { Hit } from "../../evidence/code-file.js";
import { credentialLiterals } from "../../evidence/credentials.js";
import { declaredAt } from "../../evidence/declared-communication.js";
import { foreignDatabases } from "../../evidence/foreign-database.js";
import { marked } from "../../evidence/marked-pattern.js";
import { foreignUses } from "../../evidence/owned-tables.js";
import { dependsOn } from "../../evidence/package-references.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

const drivers =
  /^(?:pg|postgres|mysql2?|mssql|mongodb|mongoose|kysely|knex|typeorm|sequelize|drizzle-orm|@prisma\/client|Npgsql.*|Microsoft\.EntityFrameworkCore(?:\..*)?|Dapper|MongoDB\.Driver|@aws-sdk\/.*dynamodb)$/;

const connectionSource = marked(
  ["DATABASE_URL", "CONNECTION_STRING", "DB_URL", "GetConnectionString", "env"],
  /\bDATABASE_URL\b|\b\w*(?:CONNECTION_STRING|DB_URL)\w*|\bGetConnectionString\s*\(|\benv\s*\.\s*(?:DB|PG|POSTGRES|DATABASE|TABLE)\w*/g,
);
const variable = /^(?:DATABASE_URL|\w*(?:CONNECTION_STRING|DB_URL)\w*|ConnectionStrings(?::|__)\w+)$/;

/** Where the connection is asked for by a variable's name: `configuration["DATABASE_URL"]`, `GetEnvironmentVariable("DATABASE_URL")`. */
function readByName(evidence: ServiceEvidence): readonly Hit[] {
  return evidence.code.flatMap((file) =>
    file
      .findLiterals(variable)
      .filter(({ offset }) =>
        /(?:env|config|variable|setting)\w*\s*(?:\.\s*\w+\s*(?:<[^<>()]*>)?\s*)?[[(]\s*$/i.test(
          file.code.slice(Math.max(0, offset - 80), offset),
        ),
      ),
  );
}

/** MS-6: the service has its own database, and nobody else's. */
export const rule: Rule = {
  id: "own-database",
  item: "MS-6",
  title: {
    en: "The service has its own database, and nobody else's",
    es: "El servicio tiene su propia base de datos, y ninguna ajena",
  },
  severity: "high",
  waivable: true,
  section: "Base de Datos por Servicio",
  why: {
    en: "A shared database or table couples two services' releases, and a password in the code belongs to everybody who reads it. Variables, addresses and secrets named after a neighbour's database count, in code and in settings.",
    es: "Una base de datos o tabla compartida acopla los despliegues de dos servicios, y una contraseña en el código es de todo el que lo lee. Cuentan las variables, direcciones y secretos con el nombre de la base de datos de un vecino, en el código y en la configuración.",
  },
  fix: {
    en: "Read the connection string from the environment, use only your own tables, and ask others by API or events.",
    es: "Lee la cadena de conexión del entorno, usa solo tus tablas, y pide a otros por API o eventos.",
  },
  evaluate(evidence) {
    const declared = evidence.manifest?.at(["owns", "database"]);
    if (declared === "none") {
      const none = { en: "owns none", es: "no tiene ninguna" };
      return dependsOn(evidence.packages, drivers)
        ? fail(
            {
              en: "service.yaml says that it owns no database, and it depends on one's driver",
              es: "service.yaml dice que no tiene base de datos, y depende del controlador de una",
            },
            pointer("service.yaml", evidence.manifest?.line(["owns", "database"]) ?? null, none),
          )
        : notApplicable(
            { en: "Keeps no data", es: "No guarda datos" },
            ...declaredAt(evidence, ["owns", "database"], none),
          );
    }
    const credentials = credentialLiterals(evidence).map((hit) =>
      at(hit, { en: "credentials in the code", es: "credenciales en el código" }),
    );
    const foreign = foreignUses(evidence).map(({ table, owner, hit }) =>
      at(hit, { en: `${table} belongs to ${owner.name}`, es: `${table} es de ${owner.name}` }),
    );
    const connection = evidence.find(connectionSource)[0] ?? readByName(evidence)[0];
    return failOn(
      [...credentials, ...foreign, ...foreignDatabases(evidence)],
      {
        en: "The database is not its own, or its password is in the code",
        es: "La base de datos no es propia, o su contraseña está en el código",
      },
      () => {
        const found = {
          en: "Its own database, reached by configuration",
          es: "Su propia base de datos, por configuración",
        };
        if (connection) return pass(found, at(connection, { en: "from the environment", es: "del entorno" }));
        if (!dependsOn(evidence.packages, drivers) && declared === undefined)
          return notApplicable({ en: "Uses no database", es: "No usa base de datos" });
        return manual(
          {
            en: "Where the connection comes from was not recognised",
            es: "No se reconoció de dónde sale la conexión",
          },
          pointer("service.yaml", null, { en: "owns.database", es: "owns.database" }),
        );
      },
    );
  },
};
