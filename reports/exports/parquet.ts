/**
 * A table as a Parquet file, a row group after the other, so that only the columns of one group are there beside the file.
 * Whole numbers are INT64, which holds nanoseconds exactly, others DOUBLE. The same table gives the same bytes.
 */
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';

const rowsPerGroup = 100_000;

export type ParquetValue = bigint | number | string | boolean | null;

export interface ParquetColumn {
  readonly name: string;
  readonly type: 'INT64' | 'DOUBLE' | 'STRING' | 'BOOLEAN';
  readonly isNullable: boolean;
  valueAt(row: number): ParquetValue;
}

export function parquetFile(
  columns: readonly ParquetColumn[],
  rows: number,
  metadata: Readonly<Record<string, string>>,
  createdBy: string,
): Uint8Array {
  const group = (from: number, to: number) =>
    columns.map(({ name, type, isNullable, valueAt }) => ({
      ...{ name, type, nullable: isNullable },
      data: Array.from({ length: to - from }, (_, i) => valueAt(from + i)),
    }));
  const writer = new ByteWriter();
  const kvMetadata = Object.entries(metadata).map(([key, value]) => ({ key, value }));
  const schema = schemaFromColumnData({ columnData: group(0, 0) });
  const file = new ParquetWriter({ writer, schema, kvMetadata, createdBy });
  for (let from = 0; from < rows; from += rowsPerGroup) {
    const columnData = group(from, Math.min(rows, from + rowsPerGroup)).map(({ name, data }) => ({ name, data }));
    file.write({ columnData, rowGroupSize: rowsPerGroup });
  }
  file.finish();
  return writer.getBytes();
}
