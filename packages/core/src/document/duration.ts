const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `30s`, `15m`, `4h`, `3d`: a whole number from 1 and a unit. */
export const durationPattern = /^([1-9][0-9]{0,7})([smhd])$/;

/** Milliseconds of a duration as documents write it (`30s 15m 4h 3d`); undefined if the text is not one. */
export function parseDuration(text: string): number | undefined {
  const match = durationPattern.exec(text);
  const unit = match?.[2];
  if (unit !== "s" && unit !== "m" && unit !== "h" && unit !== "d") return undefined;
  return Number(match?.[1]) * units[unit];
}
