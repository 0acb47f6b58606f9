import { type Finding, failOn, manual, notApplicable, pass, pointer, type Rule } from "../../engine/rule.js";
import { brokenBy, placesOf } from "../../evidence/contracts/broken-consumers.js";
import { namesOf } from "../../evidence/contracts/change-pointers.js";
import { consumersOf, isPublishedElsewhere } from "../../evidence/contracts/consumers.js";
import { contractChanges, withdrawnEvents } from "../../evidence/contracts/contract-changes.js";
import { goneProviders } from "../../evidence/contracts/gone-providers.js";

/** MS-3: no change breaks a service of the workspace that declares that it relies on this one. */
export const rule: Rule = {
  id: "consumers-unbroken",
  item: "MS-3",
  forms: ["microservice", "lambda"],
  compares: true,
  title: {
    en: "No change breaks a consumer of the workspace",
    es: "Ningún cambio rompe a un consumidor del workspace",
  },
  severity: "high",
  waivable: true,
  section: "Desacoplamiento",
  why: {
    en: "Services are deployed one by one: a consumer that still relies on what is gone fails from the moment the change is live, whatever its version number says.",
    es: "Los servicios se despliegan uno a uno: un consumidor que aún depende de lo que ya no está falla en cuanto el cambio llega, diga lo que diga su número de versión.",
  },
  fix: {
    en: "Keep the old beside the new until the consumers that are named have moved, and take the old away in a later change.",
    es: "Mantén lo anterior junto a lo nuevo hasta que los consumidores señalados hayan migrado, y retíralo en un cambio posterior.",
  },
  evaluate(evidence) {
    const { base } = evidence;
    const found = evidence.fact(contractChanges);
    if (!base || !found)
      return notApplicable({
        en: "Compared with nothing: --base REF names the branch, tag or commit to compare with",
        es: "No se compara con nada: --base REF indica la rama, etiqueta o commit con que comparar",
      });
    const { ref } = base;
    const gone = goneProviders(evidence);
    const missed = namesOf([...new Set(gone.map(({ name }) => name))]);
    const relies = {
      en: `Relies on ${missed.en}, gone since ${ref}`,
      es: `Depende de ${missed.es}, que ya no está desde ${ref}`,
    };
    const withdrawn = withdrawnEvents(evidence);
    const [first] = found.before;
    const reliedOn = gone.map(({ reliance }) => reliance);
    if (!first && withdrawn.length === 0)
      return failOn(reliedOn, relies, () =>
        notApplicable({
          en: `There was nothing at ${ref} that others could rely on`,
          es: `No había nada en ${ref} de lo que otros pudieran depender`,
        }),
      );
    const intact = (): Finding =>
      pass(
        {
          en: `No change since ${ref} breaks a consumer that the workspace declares`,
          es: `Ningún cambio desde ${ref} rompe a un consumidor que el workspace declara`,
        },
        pointer(first?.file ?? "service.yaml", null, { en: "what they rely on", es: "de lo que dependen" }),
      );
    if (found.changes.length + withdrawn.length === 0) return failOn(reliedOn, relies, intact);
    const consumers = consumersOf(evidence);
    const decided = found.changes.filter(({ undecided }) => !undecided);
    const silent = withdrawn.filter((event) => !isPublishedElsewhere(event, evidence));
    const broken = brokenBy(consumers, decided, silent);
    const names = namesOf(broken.map(({ consumer }) => consumer.service.name));
    return failOn(
      [...broken.flatMap((one) => placesOf(one, evidence, ref)), ...reliedOn],
      broken.length > 0 ? { en: `Breaks ${names.en}`, es: `Rompe a ${names.es}` } : relies,
      () => {
        const unclear = brokenBy(
          consumers,
          found.changes.filter(({ undecided }) => undecided),
          [],
        );
        return unclear.length > 0
          ? manual(
              {
                en: `Whether consumers are broken since ${ref} cannot be told`,
                es: `No se puede saber si desde ${ref} se rompe a consumidores`,
              },
              ...unclear.flatMap((one) => placesOf(one, evidence, ref)),
            )
          : intact();
      },
    );
  },
};
