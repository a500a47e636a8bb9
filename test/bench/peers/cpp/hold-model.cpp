// Workload w1 (see ../../hold-model.ts): hold-model QUEUE EVENTS PENDING
#include "event-queues.hpp"
#include "random.hpp"
#include "report.hpp"

template <class Queue>
void holdModel(Queue queue, std::size_t events, std::size_t pending) {
  RandomStream random(1);
  std::uint64_t sequence = 0;
  for (std::uint32_t i = 0; i < pending; i++) queue.push({random.exponential(1), sequence++, 0, i});
  double check = 0;
  const Stopwatch stopwatch;
  for (std::size_t done = 0; done < events; done++) {
    const Event event = queue.pop();
    check += event.time;
    queue.push({event.time + random.exponential(1), sequence++, 0, event.payload});
  }
  const double wallSeconds = stopwatch.seconds();
  if (!(check > 0)) std::abort();
  report(events, events, wallSeconds);
}

int main(int, char** arguments) {
  return withQueue(arguments[1], [&](auto queue) { holdModel(queue, std::atoll(arguments[2]), std::atoll(arguments[3])); });
}
