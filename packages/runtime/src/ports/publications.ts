/** Something that was done with a graph's document on the server. */
export interface Publication {
  /** Counts from 1 within the graph. */
  readonly seq: number;
  readonly graph: string;
  /** Hash of the version: what it says now, or what was published. */
  readonly hash: string;
  readonly what: "edited" | "published";
  readonly by: string;
  readonly at: number;
}

/** Who edited and who published which version of a graph. The newest `published` row is what runs; a graph without one runs as it stands. */
export interface PublicationStore {
  /** Appends and gives the row with its number. */
  add(row: Omit<Publication, "seq">): Promise<Publication>;
  /** Newest first. */
  list(graph: string, options?: { readonly what?: Publication["what"]; readonly limit?: number }): Promise<readonly Publication[]>;
}
