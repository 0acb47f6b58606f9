/** One instruction of a Dockerfile, continuation lines joined, with the line it starts on (from 1). */
export interface DockerInstruction {
  readonly line: number;
  /** Upper case: FROM, RUN, USER. */
  readonly keyword: string;
  readonly value: string;
}

export interface DockerStage {
  readonly from: DockerInstruction;
  /** The image named by FROM, build arguments filled in as far as they have defaults. */
  readonly image: string;
  readonly alias?: string;
  readonly instructions: readonly DockerInstruction[];
}

export interface Dockerfile {
  readonly file: string;
  readonly stages: readonly DockerStage[];
}

/** Reads a Dockerfile as BuildKit does: comments, line continuation, the escape directive, heredocs, ARG defaults. */
export function parseDockerfile(file: string, text: string): Dockerfile {
  const stages: {
    from: DockerInstruction;
    image: string;
    alias?: string;
    instructions: DockerInstruction[];
  }[] = [];
  const globals = new Map<string, string>();
  for (const instruction of instructionsOf(text)) {
    if (instruction.keyword === "FROM") {
      const words = instruction.value.split(/\s+/).filter((word) => !word.startsWith("--"));
      const alias = words[1]?.toUpperCase() === "AS" ? words[2]?.toLowerCase() : undefined;
      const image = substitute(words[0] ?? "", globals);
      stages.push({ from: instruction, image, instructions: [], ...(alias && { alias }) });
      continue;
    }
    const stage = stages.at(-1);
    if (stage) stage.instructions.push(instruction);
    else if (instruction.keyword === "ARG") setVariable(globals, instruction.value);
  }
  return { file, stages };
}

/** The stage and those it builds upon within the file, the last one first. */
export function ancestry(dockerfile: Dockerfile, stage: DockerStage): readonly DockerStage[] {
  const chain = [stage];
  for (let current = stage; ; ) {
    const index = dockerfile.stages.indexOf(current);
    const parent = dockerfile.stages
      .slice(0, index)
      .find((candidate) => candidate.alias === current.image.toLowerCase());
    if (!parent) return chain;
    chain.push(parent);
    current = parent;
  }
}

/** What a stage copies or mounts files from: the names of stages, their numbers, or images. */
export function sourcesOf(stage: DockerStage): readonly { readonly name: string; readonly line: number }[] {
  return stage.instructions
    .filter(({ keyword }) => keyword === "COPY" || keyword === "RUN")
    .flatMap(({ keyword, value, line }) =>
      [...value.matchAll(keyword === "COPY" ? copiedFrom : mountedFrom)].map(([, name = ""]) => ({
        name,
        line,
      })),
    );
}

const copiedFrom = /(?:^|\s)--from=(\S+)/g;
const mountedFrom = /(?:^|\s)--mount=(?:\S*,)?from=([^\s,]+)/g;

/** Build arguments and environment that hold in a stage, as far as the file tells. */
export function variablesOf(dockerfile: Dockerfile, stage: DockerStage): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const { instructions } of [...ancestry(dockerfile, stage)].reverse())
    for (const { keyword, value } of instructions)
      if (keyword === "ARG" || keyword === "ENV") setVariable(variables, value);
  return variables;
}

/** Fills `$NAME`, `${NAME}` and `${NAME:-default}`; an unknown name stays as it is written. */
export function substitute(value: string, variables: ReadonlyMap<string, string>): string {
  return value.replace(
    /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g,
    (whole, braced?: string, fallback?: string, bare?: string) =>
      variables.get(braced ?? bare ?? "") ?? fallback ?? whole,
  );
}

function setVariable(variables: Map<string, string>, value: string): void {
  for (const match of value.matchAll(/(\w+)=("[^"]*"|'[^']*'|\S*)/g))
    variables.set(match[1] ?? "", substitute((match[2] ?? "").replace(/^["']|["']$/g, ""), variables));
}

const heredocInstruction = /^(?:RUN|COPY|ADD)$/i;
const heredocStart = /<<-?\s*(["']?)(\w+)\1/g;

function* instructionsOf(text: string): Generator<DockerInstruction> {
  const lines = text.split(/\r?\n/);
  const escapeCharacter = /^#\s*escape\s*=\s*`\s*$/im.test(lines.slice(0, 3).join("\n")) ? "`" : "\\";
  let lastAt: Map<string, number> | undefined;
  for (let index = 0; index < lines.length; index += 1) {
    const start = index;
    let value = (lines[index] ?? "").trim();
    if (value === "" || value.startsWith("#")) continue;
    while (value.endsWith(escapeCharacter) && index + 1 < lines.length) {
      index += 1;
      const next = (lines[index] ?? "").trim();
      // comments and empty lines do not end a continued instruction
      value = next.startsWith("#") || next === "" ? value : `${value.slice(0, -1).trimEnd()} ${next}`;
    }
    const [, keyword, rest] = /^(\w+)(?:\s+([\s\S]*))?$/.exec(value) ?? [];
    if (!keyword) continue;
    for (const heredoc of heredocInstruction.test(keyword) ? (rest ?? "").matchAll(heredocStart) : []) {
      lastAt ??= new Map(lines.map((line, at) => [line.trim(), at]));
      // what never ends is no heredoc but a text that looks like one, and hides nothing below it
      if ((lastAt.get(heredoc[2] ?? "") ?? 0) <= index) continue;
      do index += 1;
      while ((lines[index] ?? "").trim() !== heredoc[2]);
    }
    yield { line: start + 1, keyword: keyword.toUpperCase(), value: rest?.trim() ?? "" };
  }
}
