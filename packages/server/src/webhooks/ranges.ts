import { BlockList, isIPv4 } from "node:net";

/** What an address is good for: `special` ones lead nowhere that a message may go (link-local with cloud metadata, multicast, reserved). */
export type Range = "public" | "private" | "loopback" | "special";

/** Address blocks by IANA's registries of special-purpose addresses. */
const blocks = {
  loopback: listOf(["127.0.0.0/8"], ["::1/128"]),
  private: listOf(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"], ["fc00::/7"]),
  special: listOf(
    [
      "0.0.0.0/8",
      "169.254.0.0/16",
      "192.0.0.0/24",
      "192.0.2.0/24",
      "192.88.99.0/24",
      "198.18.0.0/15",
      "198.51.100.0/24",
      "203.0.113.0/24",
      "224.0.0.0/4",
      "240.0.0.0/4",
    ],
    // Tunnels and translations too: what they lead to would have to be judged again.
    [
      "::/128",
      "64:ff9b::/96",
      "64:ff9b:1::/48",
      "100::/64",
      "2001::/23",
      "2001:db8::/32",
      "2002::/16",
      "3fff::/20",
      "5f00::/16",
      "fe80::/10",
      "fec0::/10",
      "ff00::/8",
    ],
  ),
};

/** The range of an IP address; an IPv4 address inside an IPv6 one counts as itself. */
export function rangeOf(address: string): Range {
  const mapped = mappedIPv4(address);
  const family = isIPv4(mapped) ? "ipv4" : "ipv6";
  if (blocks.loopback.check(mapped, family)) return "loopback";
  if (blocks.private.check(mapped, family)) return "private";
  return blocks.special.check(mapped, family) ? "special" : "public";
}

/** `::ffff:10.0.0.1` and `::ffff:a00:1` as `10.0.0.1`; anything else as it is. */
function mappedIPv4(address: string): string {
  const inner = /^(?:0{0,4}:)*:?(?:0{1,4}:)*ffff:(.+)$/i.exec(address)?.[1] ?? address;
  if (isIPv4(inner)) return inner;
  const [, high, low] = /^([\da-f]{1,4}):([\da-f]{1,4})$/i.exec(inner) ?? [];
  if (high === undefined || low === undefined) return address;
  const bytes = [high, low].flatMap((half) => [Number.parseInt(half, 16) >> 8, Number.parseInt(half, 16) & 255]);
  return bytes.join(".");
}

function listOf(v4: readonly string[], v6: readonly string[]): BlockList {
  const list = new BlockList();
  for (const [family, blocksOf] of [["ipv4", v4] as const, ["ipv6", v6] as const]) {
    for (const block of blocksOf) {
      const [net = "", bits = "0"] = block.split("/");
      list.addSubnet(net, Number(bits), family);
    }
  }
  return list;
}
