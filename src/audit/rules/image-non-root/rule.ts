import { failOn, notApplicable, pass, pointer, type Rule } from "../../engine/rule.js";
import {
  ancestry,
  type DockerInstruction,
  type DockerStage,
  substitute,
  variablesOf,
} from "../../evidence/dockerfile.js";
import { noStages } from "../../evidence/empty-dockerfiles.js";

/** By name or by number, as the shell and as `USER` read it: `00` and `"0"` are root too. */
const root = /^["']?(?:root|\+?0+)["']?(?::|$)/;
/**
 * Images that are made for a normal user: distroless by their tag, and .NET's without a shell, see
 * https://github.com/dotnet/dotnet-docker/blob/main/documentation/distroless.md
 */
const nonRootImage =
  /:[\w.-]*nonroot|\/dotnet\/(?:nightly\/)?(?:aspnet|runtime|runtime-deps):[\w.-]*-(?:chiseled|distroless)/;

/** MS-8: the image does not run as root. */
export const rule: Rule = {
  id: "image-non-root",
  item: "MS-8",
  title: { en: "The image does not run as root", es: "La imagen no se ejecuta como root" },
  severity: "high",
  waivable: false,
  section: "Multi-stage Builds para Optimización",
  why: {
    en: "A process that is root inside the container is one mistake away from being root outside.",
    es: "Un proceso root dentro del contenedor está a un error de serlo fuera.",
  },
  fix: {
    en: "Add USER with a number (USER 1000:1000) to the last stage.",
    es: "Añade USER con un número (USER 1000:1000) a la última etapa.",
  },
  evaluate(evidence) {
    const images = evidence.dockerfiles.flatMap((dockerfile) => {
      const last = dockerfile.stages.at(-1);
      if (!last) return [];
      const stages = ancestry(dockerfile, last);
      const user = stages
        .flatMap(({ instructions }) => [...instructions].reverse())
        .find(({ keyword }) => keyword === "USER");
      const name = user && substitute(user.value, variablesOf(dockerfile, last)).trim();
      const isOpen = user !== undefined && isWhateverIsPassed(user, stages);
      const distroless = nonRootImage.test(stages.at(-1)?.image ?? "");
      return [{ file: dockerfile.file, from: last.from.line, user, name, isOpen, distroless }];
    });
    if (images.length === 0)
      return noStages(evidence) ?? notApplicable({ en: "There is no Dockerfile", es: "No hay Dockerfile" });
    const problems = images
      .filter(({ name, isOpen, distroless }) =>
        name === undefined ? !distroless : isOpen || root.test(name) || name === "",
      )
      .map(({ file, from, user, name }) =>
        pointer(
          file,
          user?.line ?? from,
          name === undefined
            ? { en: "the last stage has no USER", es: "la última etapa no tiene USER" }
            : { en: `USER ${name}`, es: `USER ${name}` },
        ),
      );
    return failOn(problems, { en: "The image runs as root", es: "La imagen se ejecuta como root" }, () =>
      pass(
        { en: "The image runs as a normal user", es: "La imagen se ejecuta como usuario normal" },
        pointer(images[0]?.file ?? "Dockerfile", images[0]?.user?.line ?? images[0]?.from ?? null, {
          en: "USER",
          es: "USER",
        }),
      ),
    );
  },
};

/** Whether a USER is a build argument without a default: root, unless whoever builds thinks of it. */
function isWhateverIsPassed({ value }: DockerInstruction, stages: readonly DockerStage[]): boolean {
  const name = /^\$\{?(\w+)/.exec(value)?.[1];
  const declared = stages
    .flatMap(({ instructions }) => instructions)
    .filter(({ keyword }) => keyword === "ARG" || keyword === "ENV")
    .map((one) => one.value.trim());
  return name !== undefined && declared.includes(name) && !declared.some((one) => one.startsWith(`${name}=`));
}
