import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Approval, approvalQuery, claim, decide, type Decision } from "../../api/approvals.ts";

interface Sent {
  readonly approval: Approval;
  readonly decisions: readonly (Decision | null)[];
  readonly as: string;
}

/** Sends decisions, and has everything that shows the review read anew, refused or not: what was seen may be old. */
export function useDecide(done: (sent: Sent, after: Approval) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ approval, decisions, as }: Sent) =>
      await decide(approval.id, { decisions, wording: approval.wording, ...(as.trim() === "" ? {} : { as: { id: as.trim() } }) }),
    onSuccess: (after, sent) => {
      client.setQueryData(approvalQuery(after.id).queryKey, after);
      done(sent, after);
    },
    onSettled: async () => await client.invalidateQueries({ queryKey: ["inbox"] }),
  });
}

/** Tells others that one looks at it, or no more. */
export function useClaim(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (looks: boolean) => await claim(id, looks),
    onSettled: async () => await client.invalidateQueries({ queryKey: ["inbox"] }),
  });
}
