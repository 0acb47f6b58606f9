import type { Text } from "../../messages/text.js";
import type { ServiceFile } from "../../workspace/schema.js";
import type { Severity } from "../engine/rule.js";
import type { Lab } from "./lab.js";
import type { Subject } from "./subject.js";
import type { Trial } from "./trial.js";

/**
 * Proves one thing of running services by making something go wrong, or by looking closely. One file each; its result stands
 * in the report as a rule of its id.
 */
export interface Experiment {
  /** Kebab case, begins with `live-`; never changes once released. */
  readonly id: string;
  /** The form of the services it is for. */
  readonly form: ServiceFile["form"];
  /** The checklist item it proves: `MS-5`. */
  readonly item: string;
  readonly title: Text;
  readonly severity: Severity;
  readonly why: Text;
  readonly fix: Text;
  /** The guideline's section that asks for it, verbatim. */
  readonly section: string;
  /** How many replicas of each service it needs; as many as are deployed unless told otherwise. */
  readonly replicas?: number;
  /** Why it has nothing to prove of a service; undefined when it has. */
  excuse(subject: Subject, lab: Lab): Text | undefined;
  /**
   * Carries it out for several services, which share what is made to go wrong, and tells each trial what it saw. What it breaks
   * through `lab.faults` is mended by the caller, however it ends.
   * @throws the signal's reason; any other error fails every trial
   */
  run(trials: readonly Trial[], lab: Lab): Promise<void>;
}
