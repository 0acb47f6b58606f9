/** What a pipeline does with every change. */
export type PipelineStep = "build" | "test" | "image";

/** A package manager, up to the script that it runs: `npm`, `npm run`, `pnpm --filter orders`, `yarn workspace orders run`. */
export const packageManager =
  /\b(?:npm|pnpm|yarn|bun)\s+(?:(?:run|run-script|workspace\s+[^\s-]\S*|workspaces\s+foreach|-[\w-]+(?:=\S*|\s+(?!(?:run|run-script|t|test|build|typecheck)\b)[^\s-]\S*)?)\s+)*/
    .source;

const imageBuild =
  /\b(?:docker|podman)\s+(?:buildx\s+|image\s+)?build\b|\bdocker\s+buildx\s+bake\b|\bdocker(?:-compose|\s+compose)\s+(?:-{1,2}[\w-]+(?:[= ]\S+)?\s+)*build\b|\baz\s+acr\s+build\b|\bgcloud\s+builds\s+submit\b|^pack\s+build\b/;
const steps: Readonly<Record<PipelineStep, RegExp>> = {
  build: new RegExp(
    `${packageManager}(?:build|typecheck)\\b|\\btsc\\b|\\bdotnet\\s+(?:build|publish|test)\\b|${imageBuild.source}`,
  ),
  test: new RegExp(
    `${packageManager}(?:t|test|cit|install-test)\\b|\\b(?:vitest|jest)\\b|(?:^|\\bnpx\\s+|\\bexec\\s+|\\s--\\s+)(?:mocha|ava)\\b|\\bdotnet\\s+test\\b|\\bnode\\s+(?:-\\S+\\s+(?:[^\\s-]\\S*\\s+)?)*--test\\b|\\bnode\\s+--run\\s+test\\b|^make\\s+(?:[\\w-]+\\s+)*tests?\\b`,
  ),
  image: new RegExp(
    `${imageBuild.source}|\\bdotnet\\s+publish\\b.*PublishContainer|\\bbuildah\\b|\\bkaniko\\b`,
  ),
};
/** Runs a task of many packages: `nx affected -t lint test`, `turbo run build test`. */
const taskRunner = /^(?:(?:npx|bunx|yarn|pnpm|pnpm\s+exec|npm\s+exec(?:\s+--)?)\s+)?(?:nx|turbo|lerna)\s/;
/** Installs, copies or looks at what a program is named after. */
const handles =
  /^(?:(?:npm|pnpm|yarn|bun)\s+(?:-\S+\s+)*(?:i|install|add|remove|uninstall|ls|list|why)(?![\w-])|(?:npx\s+)?(?:eslint|biome|prettier|oxlint)\b|(?:cp|mv|rm|ls|mkdir|touch|curl|wget)\s)/;

/** Whether a command of a pipeline takes a step. */
export function takesStep(command: string, step: PipelineStep): boolean {
  if (handles.test(command)) return false;
  if (steps[step].test(command)) return true;
  return step !== "image" && taskRunner.test(command) && tasksOf(command).includes(step);
}

function tasksOf(command: string): readonly string[] {
  return command.split(/[\s,:]+|--targets?=/);
}
