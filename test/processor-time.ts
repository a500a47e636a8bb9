/** Of this process, in milliseconds: unlike the time of the clock, it does not grow when others want the machine too. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
