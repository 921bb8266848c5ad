import { Stack, Text } from '@mantine/core';
import { zoneName } from '../ui/format.ts';
import { DayText, MoneyText, When } from '../ui/time.tsx';
import { reasonWords } from '../ui/words.ts';
import type { ClientDetail, Departure } from './wire.ts';
import { Fact } from './fact.tsx';
import { Section } from './section.tsx';

/** What else is on file: since when, where, earlier departures and returns, segments. */
export function Facts({ client, departures }: { client: ClientDetail; departures: Departure[] }) {
  const earlier = departures.filter((one) => one.undoneAt === null).slice(1);
  return (
    <Section title="On file">
      <Stack gap="sm">
        <Fact name="Client since">{client.clientSince && <DayText day={client.clientSince} />}</Fact>
        <Fact name="Yearly value">{client.annualValue && <MoneyText money={client.annualValue} />}</Fact>
        <Fact name="Where">
          {[client.country, client.timezone === null ? null : `${zoneName(client.timezone)} time`]
            .filter((one) => one !== null)
            .join(', ')}
        </Fact>
        <Fact name="Came back">
          {client.winBacks.length > 0 &&
            client.winBacks.map((one) => (
              <Text size="sm" key={one.id}>
                <DayText day={one.wonBackOn} />
                {one.annualValue && (
                  <>
                    , <MoneyText money={one.annualValue} /> a year
                  </>
                )}
                {one.note === null ? '' : `: ${one.note}`}
              </Text>
            ))}
        </Fact>
        <Fact name="Left before">
          {earlier.length > 0 &&
            earlier.map((one) => (
              <Text size="sm" key={one.id}>
                <DayText day={one.departedOn} /> ({reasonWords[one.reason].toLowerCase()})
              </Text>
            ))}
        </Fact>
        <Fact name="Segments">
          {client.segments.length > 0 &&
            client.segments.map((one) => (
              <Text size="sm" key={one.slug}>
                {one.name}, since <When at={one.since} relative />
              </Text>
            ))}
        </Fact>
        <Fact name="Your own id">{client.externalId}</Fact>
        <Fact name="Held out">
          {client.heldOut ? 'Yes: sent nothing, so that the effect of letters can be measured' : null}
        </Fact>
      </Stack>
    </Section>
  );
}
