export interface GraphNode<Name extends string> {
  readonly name: Name;
  readonly dependsOn: readonly Name[];
  /** Waited for as well, whatever comes of them; `work` is not given their outcomes. */
  readonly after?: readonly Name[];
}

/**
 * Runs `work` for every node, each as soon as all it depends on have ended, independent ones at the same time.
 * `work` is given the outcomes of the node's dependencies and must not reject for an expected failure.
 * A dependency that is not among the nodes counts as met. @throws Error naming the nodes of a cycle
 */
export async function runGraph<Name extends string, Outcome>(
  nodes: readonly GraphNode<Name>[],
  work: (name: Name, dependencies: readonly Outcome[]) => Promise<Outcome>,
): Promise<readonly Outcome[]> {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const started = new Map<Name, Promise<Outcome>>();
  const run = (node: GraphNode<Name>, path: readonly Name[]): Promise<Outcome> => {
    if (path.includes(node.name)) throw new Error(`cycle: ${[...path, node.name].join(" → ")}`);
    const known = started.get(node.name);
    if (known) return known;
    const needed = node.dependsOn.flatMap((name) => byName.get(name) ?? []);
    const dependencies = Promise.all(needed.map((one) => run(one, [...path, node.name])));
    const earlier = (node.after ?? []).flatMap((name) => byName.get(name) ?? []);
    const waited = Promise.all(earlier.map((one) => run(one, [...path, node.name])));
    const outcome = Promise.all([dependencies, waited]).then(([outcomes]) => work(node.name, outcomes));
    started.set(node.name, outcome);
    return outcome;
  };
  const all = nodes.map((node) => run(node, []));
  // All of them end before the first rejection is passed on: nothing goes on behind the caller's back.
  await Promise.allSettled(all);
  return Promise.all(all);
}

/** The nodes of these names and everything they depend on, in the given order. */
export function withDependencies<Name extends string, Node extends GraphNode<Name>>(
  nodes: readonly Node[],
  names: readonly Name[],
): readonly Node[] {
  const wanted = new Set<Name>(names);
  for (let size = -1; size !== wanted.size; ) {
    size = wanted.size;
    for (const node of nodes) if (wanted.has(node.name)) for (const name of node.dependsOn) wanted.add(name);
  }
  return nodes.filter(({ name }) => wanted.has(name));
}
