import { isDeepStrictEqual } from "node:util";
import { isObject } from "../contract/operations.js";
import type { Experiment } from "../experiment.js";
import { describeAnswer } from "../http/send.js";

/** The OpenAPI document that the running service serves is the committed one. */
export const contractServed: Experiment = {
  id: "live-contract-served",
  form: "microservice",
  item: "MS-3",
  title: {
    en: "The OpenAPI document it serves is the committed one",
    es: "El documento OpenAPI que sirve es el que está en el repositorio",
  },
  severity: "medium",
  section: "Desacoplamiento",
  why: {
    en: "Others build on what is served; when that is another document than the reviewed one, the contract is nobody's.",
    es: "Los demás construyen sobre lo que se sirve; si no es el documento revisado, el contrato no es de nadie.",
  },
  fix: {
    en: "Serve `contracts/openapi.json` itself at `/openapi.json`, and put it into the image.",
    es: "Sirve el propio `contracts/openapi.json` en `/openapi.json`, e inclúyelo en la imagen.",
  },

  excuse({ contract }) {
    if (contract) return undefined;
    return { en: "It has no OpenAPI document", es: "No tiene documento OpenAPI" };
  },

  async run(trials, lab) {
    lab.progress("audit.live.reading");
    await Promise.all(
      trials.map(async (trial) => {
        const { subject } = trial;
        const answer = await lab.ask(subject, lab.get("/openapi.json"));
        trial.saw("GET /openapi.json", describeAnswer({ ...answer, text: answer.text.slice(0, 80) }));
        const served = parsed(answer.text);
        const place = differenceAt(served, subject.contract?.document);
        if (answer.status !== 200 || place !== undefined) {
          trial.fail({
            en: `GET /openapi.json ${answer.status === 200 ? `differs from ${subject.contractFile} at ${place}` : `answered ${answer.status}`}`,
            es: `GET /openapi.json ${answer.status === 200 ? `difiere de ${subject.contractFile} en ${place}` : `respondió ${answer.status}`}`,
          });
        }
        trial.prove({
          en: `GET /openapi.json is ${subject.contractFile}`,
          es: `GET /openapi.json es ${subject.contractFile}`,
        });
      }),
    );
  },
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A JSON pointer to the first place where two documents differ; undefined when they are the same. */
function differenceAt(one: unknown, other: unknown, at = "#"): string | undefined {
  if (isDeepStrictEqual(one, other)) return undefined;
  if (!isObject(one) || !isObject(other)) return at;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  for (const name of names) {
    const found = differenceAt(
      one[name],
      other[name],
      `${at}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`,
    );
    if (found !== undefined) return found;
  }
  return at;
}
