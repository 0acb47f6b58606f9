import { blankComments } from "./blank-comments.js";
import type { RuntimeFamily } from "./end-of-life.js";
import { infrastructureOf } from "./serverless/infrastructure.js";
import { possibleValues } from "./serverless/possible-values.js";
import type { ServiceEvidence } from "./service-evidence.js";

/** A runtime that a service says it runs on, and where. */
export interface UsedRuntime {
  readonly family: RuntimeFamily;
  /** As the end-of-life table has it: `24`, `8.0`, `nodejs24.x`. */
  readonly version: string;
  /** As the file has it. */
  readonly written: string;
  readonly file: string;
  readonly line: number | null;
}

/** Every runtime of a service: of its functions, the images it runs in, its project files, and its version files. */
export function usedRuntimes(evidence: ServiceEvidence): readonly UsedRuntime[] {
  return [
    ...functionRuntimes(evidence),
    ...images(evidence),
    ...frameworks(evidence),
    ...versionFiles(evidence),
  ];
}

function functionRuntimes(evidence: ServiceEvidence): readonly UsedRuntime[] {
  return infrastructureOf(evidence).functions.flatMap(({ runtime, root }) =>
    runtime === undefined
      ? []
      : possibleValues(runtime, root).values.flatMap((value) =>
          typeof value === "string"
            ? [
                {
                  family: "lambda" as const,
                  version: value,
                  written: value,
                  file: runtime.file,
                  line: runtime.line,
                },
              ]
            : [],
        ),
  );
}

const registry = "(?:[\\w.-]+(?::\\d+)?\\/)*";
const nodeImage = new RegExp(`^${registry}(?:node|nodejs-?|circleci\\/node)[:/-]v?(\\d+)`, "i");
/** Of the releases with long support: https://nodejs.org/en/about/previous-releases */
const codenames: Readonly<Record<string, string>> = {
  ...{ argon: "4", boron: "6", carbon: "8", dubnium: "10", erbium: "12", fermium: "14" },
  ...{ gallium: "16", hydrogen: "18", iron: "20", jod: "22", krypton: "24" },
};
const codenameImage = new RegExp(`^${registry}node:(${Object.keys(codenames).join("|")})\\b`, "i");
const distroless = /\/distroless\/nodejs(\d+)/;
const dotnetImage = new RegExp(
  `^${registry}dotnet\\/(?:core\\/)?(?:aspnet|runtime|runtime-deps|sdk|monitor):(\\d+\\.\\d+)`,
  "i",
);
const lambdaImage =
  /(?:public\.ecr\.aws\/lambda|amazon\/aws-lambda-|public\.ecr\.aws\/sam\/(?:build|emulation)-)[/-]?(nodejs|dotnet|python):(\d+(?:\.\d+)?)/i;

/** Which runtime an image has in it; undefined where its name does not say. */
export function runtimeOfImage(image: string): Pick<UsedRuntime, "family" | "version"> | undefined {
  const [, language = "", tag = ""] = lambdaImage.exec(image) ?? [];
  if (language === "nodejs") return { family: "lambda", version: `nodejs${tag}.x` };
  // Lambda's image of .NET 9 is the only one without a managed runtime: .NET's own dates hold.
  if (language === "dotnet") return { family: "dotnet", version: tag.includes(".") ? tag : `${tag}.0` };
  if (language === "python") return { family: "lambda", version: `python${tag}` };
  const dotnet = dotnetImage.exec(image)?.[1];
  if (dotnet !== undefined) return { family: "dotnet", version: dotnet };
  const codename = codenameImage.exec(image)?.[1];
  const node = codename ? codenames[codename] : (distroless.exec(image) ?? nodeImage.exec(image))?.[1];
  return node === undefined ? undefined : { family: "node", version: node };
}

function images(evidence: ServiceEvidence): readonly UsedRuntime[] {
  return evidence.dockerfiles.flatMap(({ file, stages }) =>
    stages.flatMap(({ image, from }) => {
      const runtime = runtimeOfImage(image);
      return runtime ? [{ ...runtime, written: image, file, line: from.line }] : [];
    }),
  );
}

function frameworks(evidence: ServiceEvidence): readonly UsedRuntime[] {
  return evidence.paths(/\.(?:csproj|fsproj)$|(?:^|\/)Directory\.Build\.props$/).flatMap((file) => {
    const xml = blankComments(evidence.tree.read(file) ?? "");
    const property = (whole: string, name: string): string =>
      new RegExp(`<${name}(?:\\s[^>]{0,200})?>([^<]{1,200})<`).exec(xml)?.[1] ?? whole;
    const targets = /<TargetFrameworks?(?:\s[^>]{0,200})?>([^<]{1,200})<\/TargetFrameworks?>/g;
    return [...xml.matchAll(targets)].flatMap((match) =>
      (match[1] ?? "")
        .replace(/\$\((\w+)\)/g, property)
        .split(";")
        .flatMap((moniker): UsedRuntime[] => {
          const version = /^\s*net(?:coreapp)?(\d+\.\d+)/.exec(moniker)?.[1];
          const line = xml.slice(0, match.index).split("\n").length;
          return version === undefined
            ? []
            : [{ family: "dotnet", version, written: moniker.trim(), file, line }];
        }),
    );
  });
}

function versionFiles(evidence: ServiceEvidence): readonly UsedRuntime[] {
  return evidence.paths(/^\.(?:nvmrc|node-version)$/).flatMap((file) => {
    const written = (evidence.tree.read(file) ?? "").trim().split("\n")[0] ?? "";
    const version = /^v?(\d+)/.exec(written)?.[1] ?? codenames[/^lts\/(\w+)/i.exec(written)?.[1] ?? ""];
    return version === undefined ? [] : [{ family: "node" as const, version, written, file, line: 1 }];
  });
}
