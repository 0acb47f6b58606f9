import { tell } from "../../../messages/tell.js";
import { failOn, manual, notApplicable, type Pointer, pass, pointer, type Rule } from "../../engine/rule.js";
import { changePointers } from "../../evidence/contracts/change-pointers.js";
import { contractChanges } from "../../evidence/contracts/contract-changes.js";

/** MS-3: what a contract promised it still promises, or a new major version says that it does not. */
export const rule: Rule = {
  id: "contract-compatible",
  item: "MS-3",
  forms: ["microservice", "lambda"],
  compares: true,
  title: {
    en: "No contract breaks without a new major version",
    es: "Ningún contrato se rompe sin una nueva versión mayor",
  },
  severity: "high",
  waivable: true,
  section: "Desacoplamiento",
  why: {
    en: "Consumers are built from the contract as it was: what it no longer promises breaks them on the day it is deployed, unless a new major version lets them choose when to follow.",
    es: "Los consumidores se construyen a partir del contrato como era: lo que deja de prometer los rompe el día en que se despliega, salvo que una nueva versión mayor les deje elegir cuándo seguirla.",
  },
  fix: {
    en: "Take back what breaks, or add the new beside the old: for HTTP under /api/v2 with the old paths kept as they are, for events as a new message; raise the major of info.version when the old one goes.",
    es: "Deshaz lo que rompe, o añade lo nuevo junto a lo anterior: en HTTP bajo /api/v2 con las rutas anteriores intactas, en eventos como un mensaje nuevo; sube la versión mayor de info.version cuando lo anterior desaparezca.",
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
    const unreadable = found.unreadable.map(({ file, line, detail }): Pointer => {
      const where = line === null ? file : `${file}:${line}`;
      return pointer(file, null, {
        en: `could not be read at ${ref} (${where}: ${tell(detail, "en")})`,
        es: `no se podía leer en ${ref} (${where}: ${tell(detail, "es")})`,
      });
    });
    const [first] = found.before;
    if (!first)
      return notApplicable(
        { en: `There was no contract at ${ref} to break`, es: `No había contrato en ${ref} que romper` },
        ...unreadable,
      );
    const decided = found.changes.filter(({ undecided }) => !undecided);
    const breaking = decided.filter(({ announced }) => !announced);
    return failOn(
      changePointers(breaking, ref),
      {
        en: `The contract breaks what it promised at ${ref}, without a new major version`,
        es: `El contrato rompe lo que prometía en ${ref}, sin una nueva versión mayor`,
      },
      () => {
        const open = changePointers(
          found.changes.filter(({ undecided }) => undecided),
          ref,
        );
        if (open.length > 0)
          return manual(
            {
              en: `What became of the contract since ${ref} cannot be told in full`,
              es: `No se puede saber del todo qué fue del contrato desde ${ref}`,
            },
            ...open,
          );
        return decided.length > 0
          ? pass(
              {
                en: `What breaks since ${ref} comes with a new major version`,
                es: `Lo que se rompe desde ${ref} llega con una nueva versión mayor`,
              },
              ...(changePointers(decided, ref) as [Pointer, ...Pointer[]]),
            )
          : pass(
              {
                en: `Nothing that the contract promised at ${ref} is broken`,
                es: `No se rompe nada de lo que el contrato prometía en ${ref}`,
              },
              pointer(first.file, null, { en: "contract", es: "contrato" }),
              ...unreadable,
            );
      },
    );
  },
};
