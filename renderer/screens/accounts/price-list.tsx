/** What a message costs by this account: a price and its currency for each channel that it serves. */
import { Fieldset, Group, NumberInput, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useChannelName } from '../../app/channel-icon.tsx';
import type { Account } from './account-types.ts';

/** By channel, as they stand in the fields. */
export type PriceFields = Readonly<Record<string, { amount: number | ''; currency: string }>>;

export const priceFields = (prices: Account['prices']): PriceFields => ({ ...prices });

export const currencyFits = (currency: string): boolean => /^[A-Z]{3}$/.test(currency);

/** A channel without an amount has no price. */
export const pricesOf = (fields: PriceFields): Account['prices'] =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([channel, { amount, currency }]) =>
      amount === '' ? [] : [[channel, { amount, currency }]],
    ),
  );

export interface PriceListProps {
  channels: readonly string[];
  value: PriceFields;
  /** The person has tried to save: what is missing is said. */
  tried: boolean;
  onChange: (value: PriceFields) => void;
}

export function PriceList({ channels, value, tried, onChange }: PriceListProps) {
  const { t } = useTranslation('accounts');
  const channelName = useChannelName();
  if (channels.length === 0) return null;
  // One account is nearly always paid in one currency.
  const usual = Object.values(value).find(({ currency }) => currencyFits(currency))?.currency ?? '';
  return (
    <Fieldset legend={t('prices.title')}>
      <Text c="dimmed" size="xs" mb="xs">
        {t('prices.hint')}
      </Text>
      {channels.map((channel) => {
        const price = value[channel] ?? { amount: '', currency: usual };
        const set = (change: Partial<typeof price>) => onChange({ ...value, [channel]: { ...price, ...change } });
        return (
          <Group key={channel} grow align="start" mb="xs">
            <NumberInput
              label={t('prices.amount', { channel: channelName(channel) })}
              min={0}
              max={1_000_000}
              decimalScale={4}
              value={price.amount}
              onChange={(amount) => set({ amount: typeof amount === 'number' ? amount : '' })}
            />
            <TextInput
              label={t('prices.currency')}
              aria-label={`${channelName(channel)}: ${t('prices.currency')}`}
              placeholder="UAH"
              maxLength={3}
              value={price.currency}
              error={tried && price.amount !== '' && !currencyFits(price.currency) ? t('prices.bad') : undefined}
              onChange={(event) => set({ currency: event.currentTarget.value.toUpperCase() })}
            />
          </Group>
        );
      })}
    </Fieldset>
  );
}
