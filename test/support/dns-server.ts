import { createSocket, type RemoteInfo } from 'node:dgram';
import { isIPv4 } from 'node:net';

/** What a name has, by type. `timeout`: nothing is ever answered for it; `servfail`: the server gives up. */
export type Zone = Record<string, NameRecords | 'timeout' | 'servfail'>;

export interface NameRecords {
  A?: string[];
  AAAA?: string[];
  TXT?: string[];
  PTR?: string[];
  MX?: [priority: number, exchange: string][];
}

export interface DnsServer {
  /** `127.0.0.1:port` */
  address: string;
  /** Changed between questions as a test likes; names in lower case without the dot at the end. */
  zone: Zone;
  /** Each question, as "TXT example.com". */
  asked: string[];
  close(): Promise<void>;
}

const types: Record<number, keyof NameRecords> = { 1: 'A', 12: 'PTR', 15: 'MX', 16: 'TXT', 28: 'AAAA' };

/** A name server on loopback over UDP (RFC 1035), authoritative for what the zone says; everything else does not exist. */
export async function openDnsServer(zone: Zone = {}): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const server: DnsServer = {
    address: '',
    zone,
    asked: [],
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
  socket.on('message', (question: Buffer, from: RemoteInfo) => {
    const { name, type, end } = readQuestion(question);
    const typeName = types[type];
    server.asked.push(`${typeName ?? type} ${name}`);
    const found = server.zone[name];
    if (found === 'timeout') return;
    const code = found === undefined ? 3 : found === 'servfail' ? 2 : 0;
    const records = typeof found === 'object' && typeName !== undefined ? encodeRecords(found, typeName) : [];
    socket.send(encodeAnswer(question.subarray(0, end), code, type, records), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  server.address = `127.0.0.1:${socket.address().port}`;
  return server;
}

function readQuestion(packet: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  while (packet[at] !== 0) {
    const length = packet[at]!;
    labels.push(packet.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), type: packet.readUInt16BE(at + 1), end: at + 5 };
}

function encodeRecords(records: NameRecords, type: keyof NameRecords): Buffer[] {
  switch (type) {
    case 'MX':
      return (records.MX ?? []).map(([priority, exchange]) => {
        const number = Buffer.alloc(2);
        number.writeUInt16BE(priority);
        return Buffer.concat([number, encodeName(exchange)]);
      });
    case 'TXT':
      return (records.TXT ?? []).map(encodeText);
    case 'PTR':
      return (records.PTR ?? []).map(encodeName);
    default:
      return (records[type] ?? []).map(encodeAddress);
  }
}

function encodeName(name: string): Buffer {
  const labels = name.split('.').filter((label) => label !== '');
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')])),
    Buffer.from([0]),
  ]);
}

function encodeText(text: string): Buffer {
  const parts = text.match(/.{1,255}/g) ?? [''];
  return Buffer.concat(parts.map((part) => Buffer.concat([Buffer.from([part.length]), Buffer.from(part, 'latin1')])));
}

/** IPv6 written out in full, as the tests do. */
function encodeAddress(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  return Buffer.from(
    address
      .split(':')
      .map((part) => part.padStart(4, '0'))
      .join(''),
    'hex',
  );
}

function encodeAnswer(head: Buffer, code: number, type: number, records: readonly Buffer[]): Buffer {
  const packet = Buffer.from(head);
  packet.writeUInt16BE(0x8400 | (packet.readUInt16BE(2) & 0x0100) | code, 2);
  packet.writeUInt16BE(records.length, 6);
  packet.writeUInt32BE(0, 8);
  const answers = records.map((data) => {
    const answer = Buffer.alloc(12);
    // The name of the question, by reference to where it stands (§4.1.4).
    answer.writeUInt16BE(0xc00c, 0);
    answer.writeUInt16BE(type, 2);
    answer.writeUInt16BE(1, 4);
    answer.writeUInt32BE(60, 6);
    answer.writeUInt16BE(data.length, 10);
    return Buffer.concat([answer, data]);
  });
  return Buffer.concat([packet, ...answers]);
}
