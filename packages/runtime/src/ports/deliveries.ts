/** A message for a webhook, until it has arrived or is given up. */
export interface Delivery {
  readonly id: string;
  readonly job: string;
  readonly owner: string;
  readonly url: string;
  /** JSON text, as it is signed and sent. */
  readonly body: string;
  readonly status: "pending" | "sent" | "failed";
  readonly attempts: number;
  readonly nextAt: number;
  /** Why the last attempt failed. */
  readonly problem: string | undefined;
  readonly createdAt: number;
}

/** Webhook messages: kept before they are sent, so that a crash loses none; one may be sent again after it. Retention removes those that ended. */
export interface DeliveryStore {
  /** Inserts, or does nothing if the id is there. */
  add(delivery: Delivery): Promise<void>;
  /** Pending ones whose time has come, the longest due first; each is put off to `now + busyMs`, so that no two processes send it at once. */
  take(now: number, limit: number, busyMs: number): Promise<readonly Delivery[]>;
  update(id: string, change: Pick<Delivery, "status" | "attempts" | "nextAt" | "problem">): Promise<void>;
  /** Newest first. */
  list(filter: { readonly job?: string; readonly status?: Delivery["status"]; readonly limit?: number }): Promise<readonly Delivery[]>;
  /** When the earliest pending one is due. */
  next(): Promise<number | undefined>;
}
