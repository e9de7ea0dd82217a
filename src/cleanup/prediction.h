// Linear prediction and what it fills in. Private to the room.
#pragma once

#include <span>
#include <vector>

namespace auteur::cleanup {

// a[0] = 1; sum of a[k] x[n-k] is what cannot be predicted (autocorrelation method, Levinson; Hann window).
std::vector<double> predictor_of(std::span<const double> samples, int order);

// Replaces samples[i] for every i in `unknown` (ascending) by what the predictor leaves least unexplained (Janssen, Veldhuis and
// Vries 1986). Neighbours count whether they are known or not. Cost: unknown x order x order.
void interpolate(std::span<double> samples, const std::vector<std::size_t>& unknown, const std::vector<double>& predictor);

// The order that suits speech of a rate, below `most`.
int order_for(int rate, int most);

}  // namespace auteur::cleanup
