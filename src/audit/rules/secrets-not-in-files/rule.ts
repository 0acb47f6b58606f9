import { tellBoth } from "../../../messages/tell.js";
import { failOn, pass, pointer, type Rule } from "../../engine/rule.js";
import { secretsIn } from "../../evidence/secrets.js";

/** MS-8: what opens a door is not in the repository. */
export const rule: Rule = {
  id: "secrets-not-in-files",
  item: "MS-8",
  forms: ["microservice", "lambda"],
  title: { en: "No secret is in a file", es: "Ningún secreto está en un archivo" },
  severity: "high",
  waivable: false,
  section: "Kubernetes para Orquestación",
  why: {
    en: "What was committed once everybody who may read the repository has, in every copy and for ever, also after it was deleted.",
    es: "Lo que se confirmó una vez lo tiene todo el que puede leer el repositorio, en cada copia y para siempre, también después de borrarlo.",
  },
  fix: {
    en: "Revoke it, then take it from the environment, a secret store (Secrets Manager, SSM, a Kubernetes Secret) or the CI's variables.",
    es: "Revócalo, y luego tómalo del entorno, de un almacén de secretos (Secrets Manager, SSM, un Secret de Kubernetes) o de las variables del CI.",
  },
  evaluate(evidence) {
    const problems = secretsIn(evidence).map(({ file, line, what }) => pointer(file, line, tellBoth(what)));
    return failOn(problems, { en: "A secret is in a file", es: "Un secreto está en un archivo" }, () =>
      pass(
        { en: "No secret was found in the files", es: "No se encontró ningún secreto en los archivos" },
        pointer(evidence.tree.paths[0] ?? ".", null, {
          en: `${evidence.tree.paths.length} files looked at`,
          es: `${evidence.tree.paths.length} archivos revisados`,
        }),
      ),
    );
  },
};
