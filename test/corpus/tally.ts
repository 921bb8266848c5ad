/** How often something was right, by mail and by cluster: mails that are nearly the same share one vote. */
export class Tally {
  private readonly votes = new Map<string, { right: number; total: number }>();
  readonly wrong: string[] = [];

  add(cluster: string, right: boolean, miss: () => string): void {
    const vote = this.votes.get(cluster) ?? { right: 0, total: 0 };
    this.votes.set(cluster, { right: vote.right + (right ? 1 : 0), total: vote.total + 1 });
    if (!right) this.wrong.push(miss());
  }

  get right(): number {
    return this.total - this.wrong.length;
  }

  get total(): number {
    return [...this.votes.values()].reduce((sum, { total }) => sum + total, 0);
  }

  /** The share of mails, 0 to 100. */
  get ofMails(): number {
    return this.total === 0 ? 100 : (100 * this.right) / this.total;
  }

  /** The share of clusters, 0 to 100; a cluster that is right in part counts in part. */
  get ofClusters(): number {
    const votes = [...this.votes.values()];
    if (votes.length === 0) return 100;
    return (100 * votes.reduce((sum, { right, total }) => sum + right / total, 0)) / votes.length;
  }

  get clusters(): number {
    return this.votes.size;
  }
}

export class Tallies {
  private readonly known = new Map<string, Tally>();

  of(name: string): Tally {
    const tally = this.known.get(name) ?? new Tally();
    this.known.set(name, tally);
    return tally;
  }

  list(): [string, Tally][] {
    return [...this.known].toSorted(([a], [b]) => a.localeCompare(b));
  }
}
