/** What a file's name says: how it is written down, what kind of file it promises, and whether opening it runs something. */

const longestName = 150;
const longestEnding = 20;

/**
 * The name of a file as it goes into a mail and onto somebody's disk: no path, one line, nothing that turns the reading
 * direction or cannot be seen, nothing that Windows does not take, no dots or blanks at the ends (Windows drops them, so that
 * "x.exe." is "x.exe"), at most 150 characters with its ending kept. Cleaning it again changes nothing.
 */
export function cleanFileName(given: string): string {
  const last = given.split(/[/\\]/).findLast((part) => part.trim() !== '') ?? '';
  const seen = last
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    // Format characters turn and hide; the two that Persian and Hindi are written with stay.
    .replaceAll(/[\p{Cf}\p{Cs}\p{Co}]/gu, (one) => (one === '\u200c' || one === '\u200d' ? one : ''))
    .replaceAll(/[<>:"|?*]/g, '_')
    .replaceAll(/\s+/gu, ' ')
    .normalize('NFC');
  const name = shortened(trimmed(seen));
  return name === '' ? 'file' : name;
}

function trimmed(name: string): string {
  return name.replaceAll(/^[\s.\u200c\u200d]+|[\s.\u200c\u200d]+$/gu, '');
}

function shortened(name: string): string {
  const letters = [...name];
  if (letters.length <= longestName) return name;
  const dot = letters.lastIndexOf('.');
  const ending = dot > 0 && letters.length - dot <= longestEnding ? letters.slice(dot) : [];
  return trimmed(`${trimmed(letters.slice(0, longestName - ending.length).join(''))}${ending.join('')}`);
}

/** The endings of a name in lower case, the last one last: `['tar', 'gz']`. Characters that cannot be seen do not count. */
function endingsOf(name: string): string[] {
  return name
    .normalize('NFKC')
    .replaceAll(/[\p{Cf}\p{Cc}]/gu, '')
    .toLowerCase()
    .split('.')
    .slice(1)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

const kinds: Record<string, string> = {
  csv: 'text/csv',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  gif: 'image/gif',
  gz: 'application/gzip',
  heic: 'image/heic',
  ics: 'text/calendar',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  json: 'application/json',
  m4a: 'audio/mp4',
  md: 'text/markdown',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  odp: 'application/vnd.oasis.opendocument.presentation',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odt: 'application/vnd.oasis.opendocument.text',
  pdf: 'application/pdf',
  png: 'image/png',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  rtf: 'application/rtf',
  txt: 'text/plain',
  vcf: 'text/vcard',
  wav: 'audio/wav',
  webm: 'video/webm',
  webp: 'image/webp',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  zip: 'application/zip',
};

/**
 * The content type that belongs to a name. What a browser or a program declares is never asked: a type that a page could be
 * made of is not among them, and a mail inside a mail must not be written in base64 (RFC 2046 §5.2.1), so it is bytes.
 */
export function contentTypeOf(name: string): string {
  return kinds[endingsOf(name).at(-1) ?? ''] ?? 'application/octet-stream';
}

/**
 * What Gmail (https://support.google.com/mail/answer/6590) and Outlook ("Blocked attachments in Outlook") let through to
 * nobody, whatever is in it.
 */
const blocked = new Set(
  (
    'ade adp apk app appcontent-ms application appref-ms appx appxbundle asp aspx asx bas bat bgi cab cdxml cer chm cmd cnt com cpl ' +
    'crt csh der diagcab diagcfg diagpkg dll dmg ex ex_ exe fxp gadget grp hlp hpj hta htc img inf ins iso isp its jar jnlp js ' +
    'jse ksh lib library-ms lnk mad maf mag mam maq mar mas mat mau mav maw mcf mda mdb mde mdt mdw mdz mht mhtml mjs msc msh ' +
    'msh1 msh1xml msh2 msh2xml mshxml msi msix msixbundle msp mst msu nsh ops osd pcd pif pl plg prf prg printerexport ps1 ' +
    'ps1xml ps2 ps2xml psc1 psc2 psd1 psdm1 pssc pst py pyc pyo pyw pyz pyzw reg scf scr sct searchconnector-ms settingcontent-ms ' +
    'shb shs sys theme tmp udl url vb vbe vbp vbs vhd vhdx vsmacros vsw vxd webpnp website ws wsb wsc wsf wsh xbap xll xnk'
  ).split(' '),
);

/** Those of them that also count in the middle of a name ("offer.exe.pdf"); the others are words that names are made of. */
const programs = new Set(
  'apk appx bat chm cmd cpl dll exe hta jar jnlp jse lnk msc msi msix pif ps1 reg scr vbe vbs vhd wsf wsh xll'.split(
    ' ',
  ),
);
const packed = new Set('7z br bz2 gz lzma rar tgz xz z zip zst'.split(' '));

/** The ending because of which mail servers would throw a file away; null where nothing speaks against it. */
export function blockedEnding(name: string): string | null {
  const endings = endingsOf(name);
  const last = endings.at(-1) ?? '';
  if (blocked.has(last)) return last;
  const before = endings.at(-2) ?? '';
  if (packed.has(last) && blocked.has(before)) return before;
  return endings.slice(0, -1).find((one) => programs.has(one)) ?? null;
}

/** Pages that ask for passwords, documents with macros, disks in a file: they arrive, and are how people are robbed. */
const risky = new Set(
  'docm dotm htm html one potm ppam ppsm pptm shtml sldm svg svgz udf xht xhtml xlam xlsb xlsm xltm xsl xslt'.split(
    ' ',
  ),
);
const riskyKinds =
  /^(text\/html|application\/xhtml\+xml|image\/svg\+xml|application\/(x-)?(ms-?dos-executable|msdownload|dosexec|executable|msi|sh|javascript|java-archive|iso9660-image)|text\/javascript|application\/vnd\.ms-[\w.-]*macroenabled[\w.-]*)$/i;

/** Whether a file of somebody else had better not be opened without asking them: it runs, or can be made to. */
export function isRisky(name: string | null, contentType: string): boolean {
  if (riskyKinds.test(contentType.split(';', 1).join().trim())) return true;
  if (name === null) return false;
  return blockedEnding(name) !== null || risky.has(endingsOf(name).at(-1) ?? '');
}
