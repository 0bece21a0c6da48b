import type { Card, Picture, Plan } from "@baton/draw";

/** What is to be laid out. */
export interface ArrangeRequest {
  readonly number: number;
  readonly picture: Picture;
  readonly cards: ReadonlyMap<string, Card>;
}

export type ArrangeAnswer = { readonly number: number; readonly plan: Plan } | { readonly number: number; readonly failed: string };
