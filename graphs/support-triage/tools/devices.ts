import { readFileSync } from "node:fs";
import { ToolFailure } from "baton";
import { z } from "zod";
import type { Customer } from "./customers.ts";
import type { Entry } from "./ledger.ts";

const deviceSchema = z.strictObject({
  id: z.string(),
  model: z.string(),
  /** What is wrong with it, as nobody but this file knows. */
  condition: z.enum(["healthy", "stuck", "line_fault"]),
  temperature_c: z.int(),
});
export type Device = z.infer<typeof deviceSchema>;

export const statusSchema = z.strictObject({
  device_id: z.string(),
  model: z.string(),
  online: z.boolean(),
  signal: z.boolean().describe("Whether the line gives a signal"),
  temperature_c: z.int(),
  restarted: z.boolean().describe("Whether the desk restarted it before"),
});

export const restartSchema = z.strictObject({ device_id: z.string(), restarted_at: z.string() });

/** @throws if the file is not there or holds no devices. */
export function readDevices(file: string): readonly Device[] {
  return z.array(deviceSchema).parse(JSON.parse(readFileSync(file, "utf8")));
}

/** What the customer's devices report now: one that was stuck is online again once it was restarted. */
export function statusOf(
  customerId: string,
  customers: readonly Customer[],
  devices: readonly Device[],
  ledger: readonly Entry[],
): z.infer<typeof statusSchema>[] {
  const restarts = new Set(ledger.filter(({ effect }) => effect === "restart_device").map(({ result }) => restartSchema.parse(result).device_id));
  const owned = new Set(customers.find(({ id }) => id === customerId)?.device_ids);
  return devices
    .filter(({ id }) => owned.has(id))
    .map(({ id, model, condition, temperature_c }) => {
      const restarted = restarts.has(id);
      const online = condition === "healthy" || (condition === "stuck" && restarted);
      return { device_id: id, model, online, signal: condition !== "line_fault", temperature_c, restarted };
    });
}

/** @throws ToolFailure for a device that there is not, or one that is too hot to be restarted. */
export function restart(deviceId: string, devices: readonly Device[], now: number): z.infer<typeof restartSchema> {
  const device = devices.find(({ id }) => id === deviceId);
  if (device === undefined) throw new ToolFailure(`There is no device ${deviceId}.`);
  if (device.temperature_c > 80) throw new ToolFailure(`${deviceId} is at ${device.temperature_c} degrees; it has to be unplugged, not restarted.`);
  return { device_id: deviceId, restarted_at: new Date(now).toISOString() };
}
