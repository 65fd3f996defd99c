/** What the page is still doing, so that "everything asked for is drawn" can be awaited. */

export class Activity {
  private running = 0;
  private readonly listeners = new Set<() => void>();

  get idle(): boolean {
    return this.running === 0;
  }

  /** Marks a piece of work as begun; call the returned function once when it is over. */
  begin(): () => void {
    this.running += 1;
    this.tell();
    let over = false;
    return () => {
      if (over) return;
      over = true;
      this.running -= 1;
      this.tell();
    };
  }

  async during<Result>(work: Promise<Result>): Promise<Result> {
    const done = this.begin();
    try {
      return await work;
    } finally {
      done();
    }
  }

  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Resolves as soon as no work is running. */
  async whenIdle(): Promise<void> {
    while (!this.idle) {
      await new Promise<void>((resolve) => {
        const listener = (): void => {
          this.listeners.delete(listener);
          resolve();
        };
        this.listeners.add(listener);
      });
    }
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
