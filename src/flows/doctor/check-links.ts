import type { App } from '../../app.ts';
import { countForeignLinks } from '../../db/house/doctor-counts.ts';
import type { Check } from '../../domain/doctor/check.ts';
import { judgeLinks, judgePublicUrl } from '../../domain/doctor/links.ts';
import { findCertificate } from '../../mail/certificate.ts';

/** Whether the links in letters can be followed: those to unsubscribe above all (RFC 8058). */
export async function checkLinks({ config, db, now }: App, { ca }: { ca?: string }): Promise<Check[]> {
  const { publicUrl, transport } = config;
  const isAsked = transport.kind !== 'capture' && publicUrl.startsWith('https://');
  return [
    judgePublicUrl({
      url: publicUrl,
      capture: transport.kind === 'capture',
      certificate: isAsked ? await findCertificate(publicUrl, ca) : null,
      now: now(),
    }),
    judgeLinks(publicUrl, transport.kind === 'capture', await countForeignLinks(db, publicUrl)),
  ];
}
