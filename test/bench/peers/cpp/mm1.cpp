// Workload w2 (see ../../mm1.ts): mm1 QUEUE CUSTOMERS. Times in milliseconds.
#include <deque>
#include "event-queues.hpp"
#include "random.hpp"
#include "report.hpp"

enum Type : std::uint32_t { arrival, departure };

template <class Queue>
void mm1(Queue queue, std::size_t customers) {
  RandomStream random(2);
  std::uint64_t sequence = 0;
  std::deque<double> arrivedAtMs;
  std::vector<double> spentMs;
  spentMs.reserve(customers);
  std::size_t arrived = 0, events = 0;
  const auto schedule = [&](double timeMs, Type type) { queue.push({timeMs, sequence++, type, 0}); };
  const Stopwatch stopwatch;
  schedule(random.exponential(1250), arrival);
  while (!queue.empty()) {
    const Event event = queue.pop();
    events++;
    if (event.type == arrival) {
      arrivedAtMs.push_back(event.time);
      if (++arrived < customers) schedule(event.time + random.exponential(1250), arrival);
      if (arrivedAtMs.size() > 1) continue;
    } else {
      spentMs.push_back(event.time - arrivedAtMs.front());
      arrivedAtMs.pop_front();
      if (arrivedAtMs.empty()) continue;
    }
    schedule(event.time + random.exponential(1000), departure);
  }
  const double wallSeconds = stopwatch.seconds();
  report(spentMs, events, wallSeconds);
}

int main(int, char** arguments) {
  return withQueue(arguments[1], [&](auto queue) { mm1(queue, std::atoll(arguments[2])); });
}
