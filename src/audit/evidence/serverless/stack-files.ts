import type { FileTree } from "../file-tree.js";

/** The Serverless Framework's file. */
export const serverlessFile = /(?:^|\/)serverless(?:[.-][\w-]+)*\.(?:ya?ml|json)$/;
const templateFile = /\.(?:ya?ml|json|template)$/;
const elsewhere =
  /(?:^|\/)(?:tests?|__tests__|fixtures|events|contracts|\.aws-sam|\.serverless|\.github|k8s)\/|(?:^|\/)(?:package(?:-lock)?|tsconfig[^/]*|appsettings[^/]*|biome)\.json$/;

/** The templates and serverless.yml files of a tree, told by what they say. */
export function stackFiles(tree: FileTree): readonly string[] {
  return tree.paths.filter((path) => {
    if (!templateFile.test(path) || elsewhere.test(path)) return false;
    if (serverlessFile.test(path))
      return /^["'\s{]*(?:provider|service|functions)["']?\s*:/m.test(head(tree, path));
    const text = head(tree, path);
    if (!text.includes("AWS")) return false;
    return /AWSTemplateFormatVersion|AWS::Serverless-2016-10-31|["']?Type["']?\s*:\s*["']?AWS::(?:Lambda|Serverless)::Function/.test(
      text,
    );
  });
}

/** Whether a file describes functions: what makes its folder a service of the lambda form. */
export function describesFunctions(tree: FileTree, path: string): boolean {
  const text = tree.read(path) ?? "";
  return serverlessFile.test(path)
    ? /^["'\s]*functions["']?\s*:/m.test(text)
    : /["']?Type["']?\s*:\s*["']?AWS::(?:Lambda|Serverless)::Function\b/.test(text);
}

function head(tree: FileTree, path: string): string {
  return (tree.read(path) ?? "").slice(0, 200_000);
}
