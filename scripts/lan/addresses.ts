/** Where other devices of the local network find this machine. */
import type { NetworkInterfaceInfo } from 'node:os';

/** Bridges and ends of containers and virtual machines, and tunnels: no phone on the Wi-Fi is behind them. */
const VIRTUAL =
  /^(?:docker|br-|veth(?!ernet)|virbr|vmnet|vboxnet|vnic|bridge\d{3}|cni|flannel|cali|lxc|lxd|podman|tun|tap|utun|wg|ppp|zt|zerotier|tailscale|virtualbox|vmware|vethernet \((?:wsl|default switch))/i;

/**
 * @param interfaces what `os.networkInterfaces()` gives
 * @returns IPv4 addresses, those of home networks first; IPv6 ones only where there is no IPv4
 */
export function lanAddresses(interfaces: NodeJS.Dict<readonly NetworkInterfaceInfo[]>): readonly string[] {
  const all = Object.entries(interfaces)
    .filter(([name]) => !VIRTUAL.test(name))
    .flatMap(([, infos = []]) => infos)
    .filter(({ internal, address }) => !internal && !isLinkLocal(address));
  const of = (family: string): string[] =>
    all.filter((info) => info.family === family).map(({ address }) => address);
  const v4 = of('IPv4').toSorted((a, b) => Number(isPrivate(b)) - Number(isPrivate(a)));
  return v4.length > 0 ? v4 : of('IPv6');
}

/** They end at the next router, and in a URL would need an interface's name. */
function isLinkLocal(address: string): boolean {
  return address.startsWith('169.254.') || /^fe[89ab]/i.test(address);
}

/** RFC 1918. */
function isPrivate(address: string): boolean {
  return /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(address);
}

/**
 * The names by which a certificate is asked for: this machine's own, and those of the network.
 *
 * @param hostName what `os.hostname()` gives
 * @param host the address or name that the service listens on, if it is told one
 */
export function certificateNames(
  addresses: readonly string[],
  hostName: string,
  host: string | null,
): readonly string[] {
  const names = ['localhost', '127.0.0.1', '::1', ...addresses];
  const machine = hostName.toLowerCase();
  // Not every name of a machine is one of DNS: some have spaces or underscores.
  if (/^[a-z\d-]+(?:\.[a-z\d-]+)*$/.test(machine)) {
    names.push(machine);
    // By which multicast DNS knows it.
    if (!machine.includes('.')) names.push(`${machine}.local`);
  }
  if (host !== null && !isWildcard(host)) names.push(host.toLowerCase());
  return [...new Set(names)];
}

/** Whether listening there is listening on every interface, or on every one with IPv4. */
export function isWildcard(host: string): boolean {
  return host === '::' || host === '0.0.0.0';
}
