/** Sends a beat twice an interval, and says when the other end has been silent for two of them (AMQP 0-9-1, 4.2.7). */
export class Heartbeat {
  #heardAt = Date.now();
  readonly #timer: NodeJS.Timeout;

  constructor(seconds: number, beat: () => void, onSilence: () => void) {
    const silenceMs = seconds * 2000;
    this.#timer = setInterval(() => {
      if (Date.now() - this.#heardAt > silenceMs) onSilence();
      else beat();
    }, seconds * 500);
  }

  heard(): void {
    this.#heardAt = Date.now();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
