import { Table, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { NextPage, type Pages } from './more-button.tsx';
import { EmptyState, ErrorState, Loading } from './states.tsx';
import classes from './data-table.module.css';

export interface Column<Row> {
  head: string;
  cell: (row: Row) => ReactNode;
  align?: 'right';
  /** A column of buttons: its head is for screen readers alone. */
  isActions?: boolean;
}

interface DataTableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** Few and short columns: a table on a phone too. */
  isNarrow?: boolean;
}

/** A real table where there is room, one card a row on a phone. The roles are written out, since cards are no table to a browser. */
export function DataTable<Row>({ label, columns, rows, keyOf, isNarrow = false }: DataTableProps<Row>) {
  return (
    <Table
      className={isNarrow ? classes.table : `${classes.table} ${classes.cards}`}
      role="table"
      aria-label={label}
      highlightOnHover
    >
      <Table.Thead role="rowgroup">
        <Table.Tr role="row">
          {columns.map(({ head, align, isActions }) => (
            <Table.Th key={head} role="columnheader" ta={align}>
              {isActions ? <VisuallyHidden>{head}</VisuallyHidden> : head}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody role="rowgroup">
        {rows.map((row) => (
          <Table.Tr key={keyOf(row)} role="row">
            {columns.map(({ head, cell, align, isActions }) => (
              <Table.Td key={head} role="cell" ta={align} data-label={isActions ? undefined : head}>
                {cell(row)}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

interface PagedTableProps<Row> extends Omit<DataTableProps<Row>, 'rows'> {
  list: Pages<Row>;
  empty: { title: string; text?: ReactNode; action?: ReactNode };
}

/** A list that is read page by page, in all its states. */
export function PagedTable<Row>({ list, empty, ...table }: PagedTableProps<Row>) {
  if (list.isPending) return <Loading rows={6} height={40} />;
  if (list.error && list.items.length === 0)
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (list.items.length === 0)
    return (
      <EmptyState title={empty.title} action={empty.action}>
        {empty.text}
      </EmptyState>
    );
  return (
    <>
      <DataTable {...table} rows={list.items} />
      <NextPage list={list} />
    </>
  );
}
