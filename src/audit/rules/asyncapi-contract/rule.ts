import { phrase } from "../../../errors/detail.js";
import { tellBoth } from "../../../messages/tell.js";
import { fail, failOn, manual, notApplicable, pass, pointer, type Rule } from "../../engine/rule.js";
import { asyncApiProblems, messageNames } from "../../evidence/asyncapi.js";
import {
  declaredAt,
  declaredEvents,
  misdeclaredEvents,
  normalEventName,
} from "../../evidence/declared-communication.js";
import { awsPublishes, brokerPublishes } from "../../evidence/messaging.js";
import { asyncApiDocuments, unreadableContracts } from "../../evidence/openapi.js";

/** MS-3: what a service publishes is described by a valid AsyncAPI document. */
export const rule: Rule = {
  id: "asyncapi-contract",
  item: "MS-3",
  forms: ["microservice", "lambda"],
  title: {
    en: "Published events have a valid AsyncAPI contract",
    es: "Los eventos publicados tienen un contrato AsyncAPI válido",
  },
  severity: "medium",
  waivable: true,
  section: "Comunicación Asíncrona",
  why: {
    en: "An event is an API: others depend on its name and fields without this service knowing them.",
    es: "Un evento es una API: otros dependen de su nombre y sus campos sin que este servicio los conozca.",
  },
  fix: {
    en: "Describe every published event in contracts/asyncapi.json (AsyncAPI 3) and mend what is listed.",
    es: "Describe cada evento publicado en contracts/asyncapi.json (AsyncAPI 3) y corrige lo señalado.",
  },
  evaluate(evidence) {
    const published = declaredEvents(evidence, "publishes");
    const documents = asyncApiDocuments(evidence);
    const broken = unreadableContracts(evidence, "asyncapi");
    const [document] = documents;
    const publish =
      evidence.fact(brokerPublishes)[0] ??
      (evidence.service.form === "lambda" ? awsPublishes(evidence)[0] : undefined);
    const unclear = misdeclaredEvents(evidence, "publishes");
    if (published.length === 0 && broken.length === 0 && unclear.length > 0)
      return manual(
        { en: "Whether events are published cannot be told", es: "No se puede saber si se publican eventos" },
        ...unclear,
      );
    if (!document && broken.length === 0) {
      if (published.length === 0 && (!publish || evidence.manifest))
        return notApplicable(
          { en: "Publishes no events", es: "No publica eventos" },
          ...declaredAt(evidence, ["publishes"], { en: "none are declared", es: "no se declara ninguno" }),
        );
      return fail(
        { en: "Events are published without a contract", es: "Se publican eventos sin contrato" },
        pointer("contracts/asyncapi.json", null, { en: "missing", es: "falta" }),
        ...published
          .slice(0, 1)
          .map(({ line, event }) =>
            pointer("service.yaml", line, { en: `publishes ${event}`, es: `publica ${event}` }),
          ),
        ...(publish
          ? [pointer(publish.file.path, publish.line, { en: "publishes here", es: "publica aquí" })]
          : []),
      );
    }
    const invalid = documents.flatMap((contract) =>
      asyncApiProblems(contract).map(({ path, detail: reason }) =>
        pointer(contract.file, contract.line(path), tellBoth(phrase("of", { what: path.join("."), reason }))),
      ),
    );
    const names = new Set(documents.flatMap((contract) => [...messageNames(contract)].map(normalEventName)));
    const missing = published
      .filter(({ event }) => !names.has(normalEventName(event)))
      .map(({ event, line }) =>
        pointer("service.yaml", line, {
          en: `${event} is not in the contract`,
          es: `${event} no está en el contrato`,
        }),
      );
    return failOn(
      [...broken, ...invalid, ...missing],
      {
        en: "The AsyncAPI contract is not valid or not complete",
        es: "El contrato AsyncAPI no es válido o no está completo",
      },
      () =>
        pass(
          {
            en: "A valid AsyncAPI contract describes the published events",
            es: "Un contrato AsyncAPI válido describe los eventos publicados",
          },
          pointer(document?.file ?? "contracts/asyncapi.json", document?.line([]) ?? null, {
            en: "contract",
            es: "contrato",
          }),
        ),
    );
  },
};
