import type { Delivery, DeliveryStore } from "../ports/deliveries.ts";
import { Table } from "./table.ts";

/** Deliveries in memory, with the part that removes old ones. */
export function memoryDeliveries(): DeliveryStore & { prune(before: number): void } {
  const rows = new Table<Delivery>();
  const pending = (): Delivery[] => rows.select(({ status }) => status === "pending");
  return {
    async add(delivery) {
      rows.add(delivery.id, delivery);
    },
    async take(now, limit, busyMs) {
      const due = pending()
        .filter(({ nextAt }) => nextAt <= now)
        .toSorted((a, b) => a.nextAt - b.nextAt)
        .slice(0, limit)
        .map((delivery) => ({ ...delivery, nextAt: now + busyMs }));
      for (const delivery of due) rows.set(delivery.id, delivery);
      return due;
    },
    async update(id, change) {
      const delivery = rows.get(id);
      if (delivery !== undefined) rows.set(id, { ...delivery, ...change });
    },
    async list({ job, status, limit }) {
      const fits = (row: Delivery): boolean => (job === undefined || row.job === job) && (status === undefined || row.status === status);
      return rows.select(fits).toReversed().slice(0, limit);
    },
    async next() {
      const times = pending().map(({ nextAt }) => nextAt);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    prune(before) {
      rows.delete(({ status, createdAt }) => status !== "pending" && createdAt < before);
    },
  };
}
