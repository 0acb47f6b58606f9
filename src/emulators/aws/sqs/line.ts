interface Place<Item> {
  readonly item: Item;
}

/** Things one behind the other. What leaves from wherever costs nothing: its place is passed over. */
export class Line<Item> {
  #places: Place<Item>[] = [];
  #head = 0;
  /** Where each is now: it may have left earlier places since. */
  readonly #current = new Map<Item, Place<Item>>();

  /** Puts a thing last, also one that is in the line already. */
  append(item: Item): void {
    const place = { item };
    this.#current.set(item, place);
    this.#places.push(place);
  }

  delete(item: Item): void {
    this.#current.delete(item);
    if (this.#current.size > 0) return;
    this.#places = [];
    this.#head = 0;
  }

  has(item: Item): boolean {
    return this.#current.has(item);
  }

  get size(): number {
    return this.#current.size;
  }

  get first(): Item | undefined {
    for (const item of this) return item;
    return undefined;
  }

  /** From the first on. What is taken out meanwhile does not come any more. */
  *[Symbol.iterator](): Generator<Item> {
    this.#passOver();
    const places = this.#places;
    for (let index = this.#head; index < places.length; index += 1) {
      const place = places[index] as Place<Item>;
      if (this.#current.get(place.item) === place) yield place.item;
    }
  }

  /** Forgets the places in front that were left. */
  #passOver(): void {
    for (let place = this.#places[this.#head]; place !== undefined; place = this.#places[this.#head]) {
      if (this.#current.get(place.item) === place) break;
      this.#head += 1;
    }
    if (this.#head <= 1000 || this.#head * 2 <= this.#places.length) return;
    this.#places = this.#places.slice(this.#head);
    this.#head = 0;
  }
}
