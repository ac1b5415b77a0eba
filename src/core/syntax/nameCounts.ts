/** How often each name is given; never changed, so that whoever holds one keeps what was true when it was asked for. */
export class NameCounts {
  readonly #base: ReadonlyMap<string, number>;
  /** Counts that are others by now, 0 for a name that is gone: a copy of all names would take longer than the rest. */
  readonly #changed: ReadonlyMap<string, number>;
  /** Of different names. */
  readonly size: number;

  private constructor(base: ReadonlyMap<string, number>, changed: ReadonlyMap<string, number>, size: number) {
    this.#base = base;
    this.#changed = changed;
    this.size = size;
  }

  static readonly none = new NameCounts(new Map(), new Map(), 0);

  has(name: string): boolean {
    return this.#count(name) > 0;
  }

  *keys(): Generator<string> {
    for (const name of this.#base.keys()) if (this.has(name)) yield name;
    for (const [name, count] of this.#changed) if (count > 0 && !this.#base.has(name)) yield name;
  }

  /** The counts after some names went and others came; the same object when that comes to nothing. */
  change(gone: readonly string[], come: readonly string[]): NameCounts {
    const changes = new Map<string, number>();
    for (const name of gone) changes.set(name, (changes.get(name) ?? 0) - 1);
    for (const name of come) changes.set(name, (changes.get(name) ?? 0) + 1);
    const changed = new Map(this.#changed);
    let { size } = this;
    for (const [name, change] of changes) {
      if (change === 0) continue;
      const before = this.#count(name);
      changed.set(name, before + change);
      size += Number(before + change > 0) - Number(before > 0);
    }
    if ([...changes.values()].every((change) => change === 0)) return this;
    if (changed.size <= mostChanged) return new NameCounts(this.#base, changed, size);
    const base = new Map(this.#base);
    for (const [name, count] of changed) {
      if (count > 0) base.set(name, count);
      else base.delete(name);
    }
    return new NameCounts(base, new Map(), size);
  }

  #count(name: string): number {
    return this.#changed.get(name) ?? this.#base.get(name) ?? 0;
  }
}

const mostChanged = 100;
