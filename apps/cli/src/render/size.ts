const units = ["bytes", "KB", "MB", "GB", "TB"] as const;

/** A size for people: `512 bytes`, `3.4 MB`. */
export function size(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power] ?? ""}`;
}
