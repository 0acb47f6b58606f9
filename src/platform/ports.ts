import { MsxError } from "../errors/msx-error.js";
import { isPortFree } from "./free-port.js";
import { PortClaims } from "./port-claims.js";
import { portOwner } from "./port-owner.js";

/** How many ports above the wanted one are tried. */
const reach = 200;

export interface PortRequest {
  /** What is shown to the user: "postgres". */
  readonly owner: string;
  /** Under which the choice is remembered: "postgres.sql". */
  readonly key: string;
  readonly wanted: number;
  /** The wanted port was written down by the user: it is tried before the remembered one. */
  readonly explicit: boolean;
}

export interface PortChoice {
  readonly port: number;
  /** Set when the wanted port was busy: who has it, where that could be found out. */
  readonly busy?: { readonly wanted: number; readonly owner: string };
}

export interface PortMemory {
  port(key: string): number | undefined;
  setPort(key: string, port: number): void;
}

/**
 * Chooses host ports for one workspace: the remembered or wanted one, else the next free one above it. Two choices
 * never meet, of one run or of two at the same moment, even before anybody listens.
 */
export class PortAllocator {
  readonly #memory: PortMemory;
  readonly #given = new Set<number>();
  readonly #isFree: (port: number) => Promise<boolean>;
  readonly #ownerOf: (port: number) => string | undefined;
  readonly #claims: Pick<PortClaims, "take" | "release" | "holder">;

  constructor(
    memory: PortMemory,
    isFree: (port: number) => Promise<boolean> = isPortFree,
    ownerOf: (port: number) => string | undefined = portOwner,
    claims: Pick<PortClaims, "take" | "release" | "holder"> = new PortClaims(),
  ) {
    this.#memory = memory;
    this.#isFree = isFree;
    this.#ownerOf = ownerOf;
    this.#claims = claims;
  }

  /**
   * @param taken ports that the engine knows to be published, with the name of who has them
   * @throws MsxError PORT_UNAVAILABLE when no port within reach is free
   */
  async choose(request: PortRequest, taken: ReadonlyMap<number, string>): Promise<PortChoice> {
    let wantedIsBusy = false;
    for (const port of candidates(request, this.#memory.port(request.key))) {
      if (await this.#claim(port, taken)) {
        this.#memory.setPort(request.key, port);
        return wantedIsBusy ? { port, busy: this.#busy(request.wanted, taken) } : { port };
      }
      wantedIsBusy ||= port === request.wanted;
    }
    const { owner } = this.#busy(request.wanted, taken);
    throw new MsxError("PORT_UNAVAILABLE", { resource: request.owner, port: request.wanted, detail: owner });
  }

  async #claim(port: number, taken: ReadonlyMap<number, string>): Promise<boolean> {
    if (this.#given.has(port) || taken.has(port)) return false;
    // Claimed before the probe, so that a choice made meanwhile does not take it.
    this.#given.add(port);
    // Looked at after it was claimed: who had claimed it before listens by then, or has given it up.
    if (!this.#claims.take(port)) return false;
    const isFree = await this.#isFree(port);
    if (!isFree) this.#claims.release(port);
    return isFree;
  }

  #busy(wanted: number, taken: ReadonlyMap<number, string>): { wanted: number; owner: string } {
    const owner = taken.get(wanted) ?? this.#ownerOf(wanted) ?? this.#claims.holder(wanted) ?? "?";
    return { wanted, owner };
  }
}

function* candidates(request: PortRequest, remembered: number | undefined): Generator<number> {
  const { wanted, explicit } = request;
  if (explicit) yield wanted;
  if (remembered !== undefined && (!explicit || remembered !== wanted)) yield remembered;
  for (let port = wanted; port < wanted + reach && port <= 65_535; port += 1) {
    if (port !== remembered && !(explicit && port === wanted)) yield port;
  }
}
