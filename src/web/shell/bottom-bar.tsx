import { Text } from '@mantine/core';
import { IconMenu2 } from '@tabler/icons-react';
import { Link, useLocation } from 'wouter';
import { screens } from '../screens.tsx';
import { useMay } from '../session.tsx';
import classes from './bottom-bar.module.css';

/** On a phone: the three pages of the day within reach of a thumb, and the menu with the rest. */
export function BottomBar({ menuOpened, onMenu }: { menuOpened: boolean; onMenu: () => void }) {
  const may = useMay();
  const [path] = useLocation();
  const shown = screens.filter(({ nav, scope }) => nav?.group === 'work' && (scope === null || may(scope))).slice(0, 3);
  return (
    <nav className={classes.bar} aria-label="Main pages">
      {shown.map(({ path: target, name, nav }) => {
        const Icon = nav?.icon;
        const isHere = path === target || path.startsWith(`${target}/`);
        return (
          <Link key={target} href={target} className={classes.item} aria-current={isHere ? 'page' : undefined}>
            {Icon && <Icon size={20} stroke={1.6} aria-hidden />}
            <Text span size="xs" fw={isHere ? 600 : 400}>
              {name}
            </Text>
          </Link>
        );
      })}
      <button type="button" className={classes.item} onClick={onMenu} aria-expanded={menuOpened}>
        <IconMenu2 size={20} stroke={1.6} aria-hidden />
        <Text span size="xs">
          More
        </Text>
      </button>
    </nav>
  );
}
