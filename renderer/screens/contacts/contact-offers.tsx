/** The codes a contact was given, and whether they used them. */
import { Badge, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { orpc } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { useRedeem } from '../content/use-redeem.ts';
import classes from './profile.module.css';

export function ContactOffers({ contact }: { contact: number }) {
  const { t } = useTranslation('offers');
  const format = useFormat();
  const redeem = useRedeem();
  const { data = [] } = useQuery(orpc.offers.ofContact.queryOptions({ input: { contact } }));
  if (data.length === 0) return null;
  return (
    <section>
      <h3>{t('profile.title')}</h3>
      <ul className={classes.rows}>
        {data.map(({ offer, name, code, issuedAt, redeemedAt }) => (
          <li key={`${offer} ${code}`}>
            <span className={classes.value}>
              {name}: <strong>{code || t('profile.noCode')}</strong>
            </span>
            {redeemedAt !== null ? (
              <Badge color="ok">{t('find.used', { time: format.date(redeemedAt) })}</Badge>
            ) : (
              <>
                {issuedAt === null ? null : (
                  <Badge color="gray">{t('find.given', { time: format.date(issuedAt) })}</Badge>
                )}
                <Button
                  size="compact-xs"
                  variant="subtle"
                  loading={redeem.isPending}
                  onClick={() => redeem.mutate({ offer, contact, code })}
                >
                  {t('find.mark')}
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
