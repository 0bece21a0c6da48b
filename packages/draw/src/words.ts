/** What stands on a concurrent region's frame. */
export function regionLabel(many: boolean): string {
  return many ? "for each item" : "side by side";
}
