"""What a unit of each currency is worth in US dollars: for comparing sizes, never for accounts.

Rounded to three figures after the European Central Bank's euro reference rates of the day below,
pegs and central banks' rates where the ECB gives none. A sum in a currency that is not listed has
no dollar value, and a rule that asks for one gets "unknown".
"""

from __future__ import annotations

RATE_DATE = "2024-12-31"

#: Whose kroner, rupees and pounds: what a currency word of several states means in a state's own
#: deal. Under "" stands what it means in world news when none of them is in the deal.
OWN_CURRENCY = {
    "krone": {"NO": "NOK", "DK": "DKK", "SE": "SEK", "CZ": "CZK", "IS": "ISK"},
    "rupee": {"IN": "INR", "PK": "PKR", "LK": "LKR", "NP": "NPR", "MU": "MUR"},
    "peso": {"PH": "PHP", "MX": "MXN", "CL": "CLP", "CO": "COP", "AR": "ARS", "UY": "UYU"},
    "riyal": {"SA": "SAR", "QA": "QAR", "OM": "OMR", "YE": "YER", "IR": "IRR", "": "SAR"},
    "dinar": {
        "KW": "KWD", "BH": "BHD", "JO": "JOD", "IQ": "IQD", "RS": "RSD", "TN": "TND", "DZ": "DZD",
        "LY": "LYD",
    },
    "dirham": {"AE": "AED", "MA": "MAD", "": "AED"},
    "pound": {"GB": "GBP", "EG": "EGP", "LB": "LBP", "SD": "SDG", "SS": "SSP", "": "GBP"},
    "franc": {"CH": "CHF", "RW": "RWF", "": "CHF"},
    "shilling": {"KE": "KES", "TZ": "TZS", "UG": "UGX", "SO": "SOS"},
    "lira": {"TR": "TRY", "SY": "SYP", "": "TRY"},
}  # fmt: skip

USD_PER_UNIT = {
    "USD": 1.0, "EUR": 1.04, "GBP": 1.25, "CHF": 1.10, "JPY": 0.00637, "CNY": 0.137,
    "INR": 0.0117, "PKR": 0.00359, "BDT": 0.00837, "LKR": 0.00342, "TRY": 0.0283, "RUB": 0.0098,
    "SAR": 0.267, "AED": 0.272, "QAR": 0.275, "KWD": 3.25, "BHD": 2.65, "OMR": 2.60, "ILS": 0.274,
    "EGP": 0.0197, "JOD": 1.41, "KRW": 0.000678, "TWD": 0.0305, "THB": 0.0291, "IDR": 0.0000618,
    "MYR": 0.224, "SGD": 0.733, "PHP": 0.0172, "VND": 0.0000392, "AUD": 0.619, "NZD": 0.561,
    "CAD": 0.695, "BRL": 0.162, "MXN": 0.0482, "SEK": 0.0907, "NOK": 0.0881, "DKK": 0.139,
    "PLN": 0.243, "CZK": 0.0413, "HUF": 0.00253, "RON": 0.209, "BGN": 0.531, "RSD": 0.00889,
    "UAH": 0.0238, "ZAR": 0.053, "NGN": 0.00065, "KZT": 0.00191, "AZN": 0.588, "HKD": 0.129,
}  # fmt: skip
